"""What an agent writes down about a contact beyond the visit. Each kind asks only what concerns it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, cast
from uuid import uuid4

from django import forms
from django.utils import timezone

from agents.forms import DayField
from agents.models import Region, User
from attendance.enums import Moment
from attendance.models import Claim, Solution
from attendance.rules import rule_set_on
from attendance.rules.counting import proofs_of
from attendance.services.contacts import Draft, cases_of
from attendance.services.reference import rule_sets
from clients.models import Business, Person
from common.ids import as_id
from deliveries.enums import CreditPhase
from deliveries.models import Referral
from visits.enums import WITHOUT_CONVERSATION, Channel, ContactKind, ImproperReason
from visits.models import Contact

OLDEST = timedelta(days=62)  # a contact older than two months is asked about, not typed in
PROOF_FIELDS = (
    "tied_to", "opens_new_business", "as_exhibitor", "is_sponsored", "moment", "moment_counts", "is_consolidated",
    "attended_percent", "is_student",
)  # fmt: skip
ONLY: dict[str, tuple[str, ...]] = {
    ContactKind.IMPROPER: ("improper_reason",),
    ContactKind.SOLUTION: ("solution", *PROOF_FIELDS),
    ContactKind.CREDIT: ("phase", "referral"),
}
UNEXPLAINED = frozenset({ContactKind.INFORMATION, ContactKind.CAMPAIGN, ContactKind.ENROLMENT, ContactKind.CREDIT})
UNREQUESTED = frozenset({ContactKind.CAMPAIGN, ContactKind.ENROLMENT, ContactKind.CREDIT, ContactKind.SOLUTION})


def hours() -> forms.TimeInput:
    """An hour of the day."""
    return forms.TimeInput({"type": "time"}, format="%H:%M")


class NeedField(forms.ModelChoiceField):
    """A credit need in the client's words."""

    def label_from_instance(self, obj: Referral) -> str:
        """When it was heard, and what."""
        return f"{obj.requested_at:%d/%m/%Y}: {obj.need[:60]}"


class ContactForm(forms.Form):
    """When, how, with whom and about what."""

    proof_names = PROOF_FIELDS  # the template asks these after the others

    id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    on = DayField(label="Dia")
    starts = forms.TimeField(label="Começou às", widget=hours())
    ends = forms.TimeField(label="Terminou às", widget=hours())
    channel = forms.ChoiceField(label="Por onde", choices=Channel.choices, widget=forms.RadioSelect)
    person = forms.ModelChoiceField(Person.objects.none(), label="Quem foi atendido", empty_label="Escolha")
    improper_reason = forms.ChoiceField(
        label="O que aconteceu", choices=ImproperReason.choices, widget=forms.RadioSelect
    )
    phase = forms.ChoiceField(label="Sobre o quê", choices=CreditPhase.choices, widget=forms.RadioSelect)
    referral = NeedField(Referral.objects.none(), label="Pedido que esta consultoria responde", empty_label=None)
    solution = forms.ModelChoiceField(Solution.objects.none(), label="Solução", empty_label="Escolha")
    tied_to = forms.ModelChoiceField(
        Solution.objects.none(), label="Curso ou oficina a que a consultoria está ligada", required=False
    )
    is_consolidated = forms.BooleanField(label="A oferta já foi consolidada, com a participação", required=False)
    attended_percent = forms.IntegerField(label="Frequência do cliente (%)", min_value=0, max_value=100, required=False)
    as_exhibitor = forms.BooleanField(label="O negócio expôs na feira; visitar não conta", required=False)
    is_sponsored = forms.BooleanField(label="O Sebrae só patrocinou a feira", required=False)
    moment = forms.ChoiceField(
        label="Até onde a pessoa foi", choices=Moment.choices, widget=forms.RadioSelect, required=False
    )
    moment_counts = forms.BooleanField(label="No SAS, este momento entrega a solução (contabiliza)", required=False)
    opens_new_business = forms.BooleanField(label="A rodada era para abrir um negócio novo", required=False)
    is_student = forms.BooleanField(
        label="É estudante da educação básica, que não se identifica: deixe a pessoa em branco", required=False
    )
    subject = forms.CharField(label="Assunto", max_length=200, required=False)
    was_requested = forms.BooleanField(label="O cliente pediu ou quis este assunto", required=False)
    was_explained = forms.BooleanField(label="O assunto foi explicado ao cliente", required=False)
    notes = forms.CharField(
        label="Anotações", required=False, max_length=4000, widget=forms.Textarea({"rows": 3}),
        help_text="Ficam aqui; não vão para o SAS.",
    )  # fmt: skip

    def __init__(self, *args: Any, user: User, kind: str, business: Business, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.kind, self.business, self.now = user, kind, business, now
        self._drop_what_does_not_concern()
        self._offer_choices()
        if kind == ContactKind.SOLUTION:
            self._ask_what_its_type_needs()

    def _drop_what_does_not_concern(self) -> None:
        gone = {name for kind, names in ONLY.items() if kind != self.kind for name in names}
        if self.kind in WITHOUT_CONVERSATION:
            gone |= {"subject", "was_requested", "was_explained"}
        if self.kind in UNEXPLAINED:
            gone.add("was_explained")
        if self.kind in UNREQUESTED:
            gone.add("was_requested")
        for name in gone:
            self.fields.pop(name, None)

    def _offer_choices(self) -> None:
        """People are those already linked to the business: somebody new first answers the notice, in a visit (I6)."""
        people = cast("forms.ModelChoiceField", self.fields["person"])
        people.queryset = self.business.people.order_by("name")
        people.required = False  # the rules say whether it is needed
        people.is_sometimes_required = self.kind not in WITHOUT_CONVERSATION  # type: ignore[attr-defined]  # the template reads it: no "(se quiser)"
        alone = list(people.queryset.values_list("pk", flat=True)[:2])
        if len(alone) == 1 and self.kind not in WITHOUT_CONVERSATION:
            people.initial = alone[0]
        if "referral" in self.fields:
            cast("forms.ModelChoiceField", self.fields["referral"]).queryset = cases_of(self.user, self.business)
        for name in ("solution", "tied_to"):
            if name in self.fields:
                field = cast("forms.ModelChoiceField", self.fields[name])
                field.queryset = Solution.objects.offered_in(self.user.unit_id)

    def _ask_what_its_type_needs(self) -> None:
        """Each type has its own counting event: only its own proof is asked for, once the solution is chosen."""
        offered = Solution.objects.offered_in(self.user.unit_id)
        solution = offered.filter(pk=as_id(self.data.get("solution"))).first()
        rules = rule_set_on(self.now.astimezone(self.user.zone).date(), rule_sets())
        kind = rules.types.get(solution.solution_type) if rules and solution else None
        wanted = proofs_of(kind, rules.admits_unnamed) if rules and kind else ()
        for name in set(PROOF_FIELDS) - set(wanted):
            self.fields.pop(name)

    def clean_on(self) -> date:
        """Today or a day not long ago."""
        on: date = self.cleaned_data["on"]
        today = self.now.astimezone(self.user.zone).date()
        if on > today:
            raise forms.ValidationError("Esse dia ainda não chegou. Escolha hoje ou um dia que passou.")
        if today - on > OLDEST:
            raise forms.ValidationError("Faz mais de dois meses. Peça à gestão que registre.")
        return on

    def clean(self) -> dict[str, Any]:
        """The end comes after the beginning, and neither is still to come."""
        given: dict[str, Any] = super().clean() or {}
        if {"on", "starts", "ends"} <= set(given):
            if given["ends"] < given["starts"]:
                self.add_error("ends", "O fim vem antes do começo. Confira as horas.")
            elif self._at("ends") > self.now + timedelta(minutes=5):
                self.add_error("ends", "Essa hora ainda não chegou. Registre depois de terminar.")
        return given

    def _at(self, name: str) -> datetime:
        hour: time = self.cleaned_data[name]
        return datetime.combine(self.cleaned_data["on"], hour, self.user.zone)

    def draft(self) -> Draft:
        """The contact that these answers describe, not saved."""
        given = self.cleaned_data
        region = self.business.municipality.region or self.user.region
        contact = Contact(
            id=given["id"],
            agent=self.user,
            region=cast("Region", region if self.user.role == "agent" else self.user.region),
            business=self.business,
            person=given.get("person"),
            kind=self.kind,
            channel=given["channel"],
            started_at=self._at("starts"),
            ended_at=self._at("ends"),
            talked_on=given["on"],
            timezone=self.user.zone.key,
            subject=given.get("subject", ""),
            was_requested=bool(given.get("was_requested")),
            was_explained=bool(given.get("was_explained")),
            improper_reason=given.get("improper_reason", ""),
            notes=given.get("notes", ""),
            after=self.business.visits.filter(agent=self.user).order_by("-started_at").first(),
        )
        return Draft(contact, given.get("referral"), given.get("phase", ""), self._claim())

    def _claim(self) -> Claim | None:
        given = self.cleaned_data
        if self.kind != ContactKind.SOLUTION or not given.get("solution"):
            return None
        return Claim(solution=given["solution"], **{name: given[name] for name in PROOF_FIELDS if name in given})


def fresh(user: User, kind: str, business: Business) -> ContactForm:
    """An empty form, for what has just happened."""
    now = timezone.now()
    local = now.astimezone(user.zone)
    minutes = 60 if kind == ContactKind.CREDIT else 15
    initial = {
        "on": local.date(),
        "starts": (local - timedelta(minutes=minutes)).time().replace(second=0, microsecond=0),
        "ends": local.time().replace(second=0, microsecond=0),
        "channel": Channel.VIDEO if kind == ContactKind.CREDIT else Channel.PHONE,
        "phase": CreditPhase.MANAGEMENT,
    }
    return ContactForm(initial=initial, user=user, kind=kind, business=business, now=now)
