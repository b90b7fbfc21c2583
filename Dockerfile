# One image, two commands: the pages (the default) and the clock (innohus-jobs start). See docs/operations.md.

FROM python:3.11-slim-bookworm AS build
WORKDIR /innohus
COPY locks/uv.txt locks/run.txt locks/node.txt locks/
RUN python -m venv /opt/uv && /opt/uv/bin/pip install --no-cache-dir --require-hashes -r locks/uv.txt
ENV PATH="/opt/uv/bin:$PATH"
RUN uv venv --no-project .venv && uv pip sync --no-cache --python .venv/bin/python --require-hashes locks/run.txt
COPY package.json package-lock.json .npmrc ./
COPY tools tools
RUN python tools/assets.py && rm -rf node_modules .tools
COPY pyproject.toml README.md LICENSE ./
COPY portfolio portfolio
COPY web web
COPY jobs jobs
RUN uv pip install --no-cache --python .venv/bin/python --no-deps --no-build-isolation --editable .

FROM python:3.11-slim-bookworm
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin innohus \
    && install --directory --owner innohus --mode 0700 /data
COPY --from=build /innohus /innohus
ENV PATH="/innohus/.venv/bin:$PATH" INNOHUS_DATA_FOLDER=/data PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
USER innohus
WORKDIR /data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s CMD ["python", "/innohus/tools/healthy.py"]
CMD ["gunicorn", "--config", "python:web.server", "--bind", "0.0.0.0:8000", "web:create_app()"]
