"""The operators' figures in Prometheus' format. All of them are read from the database: any process may answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from attendance.enums import BreakerReason
from attendance.querysets import ON_THEIR_WAY
from attendance.services.figures import Figures, figures


class Figured(Collector):
    """One reading of the figures."""

    def __init__(self, read: Figures, now: datetime) -> None:
        self.read = read
        self.now = now

    def collect(self) -> Iterator[Metric]:
        """Every metric, none with a person in it."""
        yield from self._queue()
        yield from self._sas()

    def _queue(self) -> Iterator[Metric]:
        jobs = GaugeMetricFamily("rota_jobs", "Work that is not done", labels=["kind", "state"])
        ages = GaugeMetricFamily("rota_jobs_oldest_seconds", "Age of the oldest of it", labels=["kind", "state"])
        most = GaugeMetricFamily("rota_jobs_attempts_max", "Most attempts of one job", labels=["kind", "state"])
        for each in self.read.jobs:
            labels = [each.kind, each.state]
            jobs.add_metric(labels, each.count)
            ages.add_metric(labels, self._age(each.oldest_at))
            most.add_metric(labels, each.most_attempts)
        yield from (jobs, ages, most)
        yield _gauge("rota_sweep_age_seconds", "Since the clock looked at what is due", self._age(self.read.swept_at))

    def _sas(self) -> Iterator[Metric]:
        records = GaugeMetricFamily("rota_sas_records", "Records that are not registered", labels=["state"])
        for state in {*ON_THEIR_WAY, *self.read.records}:
            records.add_metric([state], self.read.records.get(state, 0))
        yield records
        yield _gauge("rota_sas_queue_depth", "Records on their way", self.read.on_their_way)
        yield _gauge("rota_sas_oldest_seconds", "Age of the oldest record on its way", self._age(self.read.oldest_at))
        yield _gauge("rota_sas_due", "Records that may be sent now", self.read.due)
        yield _gauge("rota_sas_at_work", "Records being sent", self.read.at_work)
        yield _gauge("rota_sas_attempts_max", "Most attempts of one record", self.read.most_attempts)
        yield _gauge("rota_sas_requests_5m", "Requests in the last five minutes", self.read.asked_lately)
        yield _gauge("rota_sas_failures_5m", "Of them without a usable answer", self.read.failed_lately)
        yield _gauge("rota_sas_registered_5m", "Of them registered", self.read.registered_lately)
        yield _gauge("rota_sas_rate_limit", "Requests a second, at most (0: no limit)", self.read.limits["rate"])
        yield _gauge("rota_sas_concurrency_limit", "Records at once, at most", self.read.limits["concurrency"])
        yield self._breaker()
        failures = self.read.destination.failures if self.read.destination else 0
        yield _gauge("rota_sas_failures_in_a_row", "Failures since SAS last answered like itself", failures)

    def _breaker(self) -> Metric:
        is_open = GaugeMetricFamily("rota_sas_breaker_open", "1: nothing is sent, for this reason", labels=["reason"])
        now = self.read.destination.reason if self.read.destination else ""
        for reason in BreakerReason.values:
            is_open.add_metric([reason], float(reason == now))
        return is_open

    def _age(self, since: datetime | None) -> float:
        return max(0.0, (self.now - since).total_seconds()) if since else 0.0


def _gauge(name: str, meaning: str, value: float) -> Metric:
    return GaugeMetricFamily(name, meaning, value=value)


def exposition() -> bytes:
    """What /metrics answers."""
    registry = CollectorRegistry()
    now = timezone.now()
    registry.register(Figured(figures(now), now))
    return generate_latest(registry)
