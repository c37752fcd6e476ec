# Stands in for the Rust image where no registry can be reached: its `cargo` and `strip` hand over
# a binary that was built before. So the project's own Dockerfile is tested, all but the compiler.
ARG BASE_IMAGE
# hadolint ignore=DL3006
FROM ${BASE_IMAGE}
COPY cargo strip /usr/local/bin/
COPY taskmaster /prebuilt/taskmaster
