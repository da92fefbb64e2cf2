#!/usr/bin/env bash
# Unpacks the arm64 builds of the libraries that the project links into build/arm64/root. Uses an apt state of its
# own: nothing on the machine changes.
set -euo pipefail
cd "$(dirname "$0")/.."

dir=$PWD/build/arm64
mkdir -p "$dir"/lists/partial "$dir"/cache/archives/partial "$dir"/debs
touch "$dir/status"
apt=(
  -o APT::Architecture=arm64 -o APT::Architectures=arm64
  -o "Dir::State::lists=$dir/lists" -o "Dir::State::status=$dir/status" -o "Dir::Cache=$dir/cache"
)
apt-get -qq "${apt[@]}" update
(cd "$dir/debs" && apt-get -qq "${apt[@]}" download \
  libsimdjson-dev libsimdjson14 libutf8proc-dev libutf8proc2 libonig-dev libonig5 libbenchmark-dev libbenchmark1debian)
for deb in "$dir"/debs/*.deb; do dpkg -x "$deb" "$dir/root"; done
