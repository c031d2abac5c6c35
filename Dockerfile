# Stage 1: the environment, from the hash lock alone.
FROM python:3.11-slim AS build
WORKDIR /srv
RUN pip install --no-cache-dir 'uv>=0.9,<1'
COPY requirements.lock ./
RUN python -m venv --without-pip .venv \
    && uv pip sync --no-cache --python .venv/bin/python --require-hashes --compile-bytecode --only-binary :all: requirements.lock
COPY app ./app
RUN .venv/bin/python -m compileall -q app

# Stage 2: what runs. No compiler, no installer, nobody's root.
FROM python:3.11-slim
RUN groupadd --gid 10001 planner \
    && useradd --uid 10001 --gid planner --no-create-home --shell /usr/sbin/nologin planner \
    && install -d -o planner -g planner /srv/data
WORKDIR /srv
COPY --from=build /srv/.venv ./.venv
COPY --from=build /srv/app ./app
COPY alembic.ini ./
COPY migrations ./migrations
ENV PATH=/srv/.venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PLANNER_LOG_FORMAT=json \
    PLANNER_DATABASE_URL=sqlite:////srv/data/planner.db
USER 10001:10001
VOLUME ["/srv/data"]
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s --retries=3 \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/readyz', timeout=2)"]
CMD ["python", "-m", "app", "serve", "--host", "0.0.0.0"]
