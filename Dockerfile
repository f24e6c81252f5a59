# syntax=docker/dockerfile:1
# One image for web server, worker, beat and release; the command says which it is.

FROM python:3.11.14-slim-bookworm AS packages
WORKDIR /build
RUN python -m venv /venv
COPY requirements.txt .
RUN /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes --requirement requirements.txt

FROM python:3.11.14-slim-bookworm
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    NPQHUB_VAR=/srv/npqhub/var
RUN useradd --system --uid 10001 --user-group --no-create-home npqhub
WORKDIR /srv/npqhub
COPY --from=packages /venv /venv
COPY . .
# The key is for this step alone and goes no further than its shell.
RUN mkdir -p var && SECRET_KEY=collecting-static-files-needs-no-secret \
    python manage.py collectstatic --noinput --verbosity 0 \
    && chown -R npqhub:npqhub var
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s --retries=4 \
    CMD ["python", "deploy/healthcheck.py"]
CMD ["gunicorn", "npqhub.wsgi:application", "--config", "deploy/gunicorn.conf.py", "--bind", "0.0.0.0:8000"]
