# A small image: the binary and the system's trust anchors, not root.
FROM rust:1.95-slim-bookworm AS build
RUN apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev make \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /banter
COPY . .
RUN cargo build --release --locked && cp target/release/banter /usr/local/bin/banter

FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --no-create-home --uid 10001 banter
COPY --from=build /usr/local/bin/banter /usr/local/bin/banter
USER banter
EXPOSE 8080
ENTRYPOINT ["banter"]
CMD ["serve"]
