# One image for web, worker and beat; the command decides.
FROM python:3.11-slim-bookworm

RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core esbuild \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --create-home --uid 10001 rota

WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir --require-hashes -r requirements.txt
COPY . .
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 VAR_DIR=/var/lib/rota
RUN mkdir -p "$VAR_DIR" && python manage.py collectstatic --noinput && chown -R rota "$VAR_DIR"

USER rota
EXPOSE 8000
ENV HOST=0.0.0.0 PORT=8000
CMD ["gunicorn", "config.wsgi", "--config", "python:config.web"]
