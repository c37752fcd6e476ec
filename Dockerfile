# The image of every role. Classic builder syntax, so that it builds with and without BuildKit.
#
#   docker build -t taskmaster:local .
#
# All images can come from elsewhere, a mirror or a machine without a registry. The last stage
# installs nothing: it needs bash, coreutils and the C library that the one before links against.
ARG NODE_IMAGE=node:20-bookworm-slim
ARG BUILD_IMAGE=rust:1.95-bookworm
ARG BASE_IMAGE=debian:bookworm-slim

FROM ${NODE_IMAGE} AS dashboard
WORKDIR /dashboard
# By itself, so that the packages are fetched anew only when they change.
COPY dashboard/package.json dashboard/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY dashboard .
RUN npm run build

FROM ${BUILD_IMAGE} AS build
WORKDIR /src
COPY . .
COPY --from=dashboard /dashboard/dist dashboard/dist
RUN cargo build --release --locked -p taskmaster-cli \
    && strip --strip-debug -o /taskmaster target/release/taskmaster \
    && rm -rf target

FROM ${BASE_IMAGE}
ENV LANG=C.UTF-8 \
    SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt

# A fixed number: volumes keep their owner when the image is built anew. The folders below
# /run/taskmaster are where volumes with secrets are mounted; an empty volume takes their mode.
RUN groupadd --gid 10001 taskmaster \
    && useradd --uid 10001 --gid 10001 --no-log-init --create-home --home-dir /var/lib/taskmaster \
        --shell /bin/bash taskmaster \
    && install -d -o 10001 -g 10001 -m 0750 /run/taskmaster /run/taskmaster/database \
        /run/taskmaster/operator /run/taskmaster/workers

COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /taskmaster /usr/local/bin/taskmaster
COPY docker/ready /usr/local/bin/ready

USER 10001:10001
WORKDIR /var/lib/taskmaster
ENTRYPOINT ["taskmaster"]
CMD ["--help"]
