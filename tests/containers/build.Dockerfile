# Stands in for the Rust and the Node image where no registry can be reached: its `cargo` and `strip`
# hand over a binary that was built before, with the dashboard of then; its `npm` hands over an empty
# one. So the project's own Dockerfile is tested, all but the compilers.
ARG BASE_IMAGE
# hadolint ignore=DL3006
FROM ${BASE_IMAGE}
COPY cargo npm strip /usr/local/bin/
COPY taskmaster /prebuilt/taskmaster
