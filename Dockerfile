# The compendium in a container, set up by `make` from the same lock (docs/containers.md).
#   docker build -t crosscase .
#   docker run --rm -it crosscase                            regenerate everything
#   docker run --rm -it --network host crosscase make lab    open the notebooks
# Named to its last number, by tag; it holds the Python that `make` looks for, and nothing of the analysis.
FROM python:3.11.12-slim-bookworm

RUN apt-get update \
 && apt-get install --yes --no-install-recommends git make \
 && rm -rf /var/lib/apt/lists/*

WORKDIR /crosscase
COPY . .
RUN make .venv/.ready

CMD ["make"]
