#!/usr/bin/env bash
# Writes docs/conformance.md anew from the ledger and the tests' attributes.
set -euo pipefail
cd "$(dirname "$0")/.."
PROTOCOLS_WRITE_CONFORMANCE=1 dotnet test --project tests/Protocols.Architecture.Tests --filter-class Protocols.Architecture.Tests.ConformanceTests
