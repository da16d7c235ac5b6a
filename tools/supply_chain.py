"""What the house is built of, and whether any of it is known to be unsafe.

Writes var/sbom.cdx.json (CycloneDX 1.5): every package of the lock files that runs in production or in its pages. Then
asks pip-audit about the Python ones; where no advisories can be had it says so in one line and is content.

    python tools/supply_chain.py [--osv URL]      ask this OSV service, and not PyPI
"""

import argparse
import base64
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parents[1]
TARGET = CHECKOUT / "var" / "sbom.cdx.json"
PROBE = "django"
"""Asked about first, alone: where there is no answer about it, nobody is asked sixty times more."""
_UV = ["tools/uv.sh", os.environ.get("UV_VERSION", "0.13.9"), "export", "--quiet", "--frozen", "--no-dev"]
_SECONDS = "10"
_GONE, _KNOWN_UNSAFE = 0, 1


def bill() -> dict[str, Any]:
    """The bill of materials: uv's of the Python packages, and those of npm that pages are built from."""
    made: dict[str, Any] = json.loads(_said([*_UV, "--no-emit-project", "--format", "cyclonedx1.5"]))
    locked = json.loads((CHECKOUT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    made["components"] += [_of_npm(path, one) for path, one in sorted(locked.items()) if path and "dev" not in one]
    return made


def _of_npm(path: str, package: dict[str, Any]) -> dict[str, Any]:
    name, version = path.rpartition("node_modules/")[2], package["version"]
    purl = f"pkg:npm/{name.replace('@', '%40')}@{version}"
    algorithm, _, digest = package["integrity"].partition("-")
    return {
        "type": "library",
        "bom-ref": f"npm/{path}",
        "name": name,
        "version": version,
        "purl": purl,
        "licenses": [{"license": {"name": package["license"]}}] if "license" in package else [],
        "hashes": [{"alg": algorithm.upper().replace("SHA", "SHA-"), "content": base64.b64decode(digest).hex()}],
    }


def audit(wanted: str, osv: str) -> list[dict[str, Any]] | None:
    """What pip-audit says of each of these requirements; None when the service gives no answer."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
        file.write(wanted)
        file.flush()
        command = [
            sys.executable, "-m", "pip_audit", "--requirement", file.name, "--no-deps", "--disable-pip", "--format",
            "json", "--progress-spinner", "off", "--timeout", _SECONDS,
        ]  # fmt: skip
        service = ["--vulnerability-service", "osv", "--osv-url", osv] if osv else []
        with tempfile.TemporaryDirectory() as cache:
            done = subprocess.run(
                [*command, *service, "--cache-dir", cache], capture_output=True, text=True, check=False, cwd=CHECKOUT
            )
    try:
        told: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        return None
    return told


def judge(told: Sequence[dict[str, Any]]) -> int:
    """Say what is known to be unsafe; 1 when anything is."""
    unsafe = [(one["name"], one["version"], flaw) for one in told for flaw in one.get("vulns", ())]
    for name, version, flaw in unsafe:
        print(
            f"unsafe: {name} {version}: {flaw['id']}, mended in {', '.join(flaw['fix_versions']) or 'no version yet'}"
        )
    for one in told:
        if "skip_reason" in one:
            print(f"not asked about: {one['name']}")
    if not unsafe:
        print(f"Nothing unsafe is known of {len(told)} Python packages.")
    return _KNOWN_UNSAFE if unsafe else _GONE


def main() -> int:
    """Write the bill, ask, judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--osv", default="", help="an OSV service's query address")
    osv = parser.parse_args().osv
    made = bill()
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(json.dumps(made, indent=1), encoding="utf-8")
    print(f"{len(made['components'])} packages: {TARGET.relative_to(CHECKOUT)}")
    wanted = _said([*_UV, "--no-emit-project", "--no-hashes", "--no-annotate", "--no-header"])
    probe = next(line for line in wanted.splitlines() if line.startswith(f"{PROBE}=="))
    answer = audit(probe, osv)
    if not answer or "skip_reason" in answer[0]:
        print("Skipped: no service of advisories answers from here, so nothing is known of unsafe packages.")
        return _GONE
    told = audit(wanted, osv)
    if told is None:
        print("The service of advisories stopped answering half-way.")
        return _KNOWN_UNSAFE
    return judge(told)


def _said(command: Sequence[str]) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True, cwd=CHECKOUT).stdout


if __name__ == "__main__":
    sys.exit(main())
