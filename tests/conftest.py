"""What every test runs under."""

import os

import pytest
from hypothesis import HealthCheck, settings

# Time limits of examples measure the machine, not the code; in CI a failure must come back the same way every time.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ci" if os.environ.get("CI") else "here")


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"
