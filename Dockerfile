# One image for web, worker and commands; docker-compose.yml says which.
FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PATH=/srv/venv/bin:$PATH
WORKDIR /srv/portal

COPY requirements.txt .
RUN python -m venv /srv/venv \
    && pip install --no-cache-dir --require-hashes --only-binary :all: -r requirements.txt

COPY . .
# Settings want values where debug is off; these serve this step only, which connects to nothing.
RUN DJANGO_SECRET_KEY=only-for-this-step-of-the-build-and-nothing-else-at-all \
    DJANGO_ALLOWED_HOSTS=build DATABASE_URL=postgresql://build REDIS_URL=redis://build \
    sh -c 'python manage.py translations compile && python manage.py collectstatic --no-input' \
    && useradd --system --create-home portal \
    && install -d -o portal -g portal /srv/portal/bundles

USER portal
EXPOSE 8000
CMD ["gunicorn", "portal.wsgi", "--bind", "0.0.0.0:8000", "--workers", "3", "--threads", "4", \
     "--worker-tmp-dir", "/dev/shm", "--access-logfile", "-"]
