"""One screen and one program for all tests with a real pointer."""

import shutil
import sys
from collections.abc import Iterator

import pytest

from tests.pointer.person import Person, screen

MISSING = [name for name in ("Xvfb", "xdotool") if shutil.which(name) is None]


@pytest.fixture(scope="session")
def _person(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Person]:
    if not sys.platform.startswith("linux"):
        pytest.skip("a virtual screen is a thing of X11")
    if MISSING:
        pytest.skip(f"there is no {' and no '.join(MISSING)} here")
    with screen() as environment:
        environment |= {"NNPLAYGROUND_HOME": str(tmp_path_factory.mktemp("home"))}
        person = Person(environment, tmp_path_factory.mktemp("projects"))
        try:
            person.arrive()
            yield person
        finally:
            person.close()


@pytest.fixture
def person(_person: Person) -> Iterator[Person]:
    """Somebody at a window that has the whole screen's attention; nothing is held down afterwards."""
    yield _person
    _person.rest()
