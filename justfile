# `just` lists these.
_:
    @just --list

# The whole pipeline on fixtures, then the result on http://127.0.0.1:8080/.
demo *args:
    cargo run --release -- demo {{args}}

# One pass over the sources of feeds.toml.
run *args:
    cargo run --release -- run {{args}}

# All tests, or those whose name contains NAME.
test *args:
    ./test {{args}}

# What a change must pass.
ci:
    .ci/run

# Licences and advisories of the dependencies; needs cargo-deny.
deny:
    cargo deny check
