"""Our sounds, measured from their files."""

import wave
from itertools import groupby, pairwise

import pytest

from scripts import make_sounds
from server.paths import PWA

BEAT = PWA / "sounds" / "beat.wav"
LOUD = 64  # half of what 8 bits hold, from their middle


PATTERNS = {"one-tone": "high, quiet, high, quiet", "two-tones": "high, low, high, low, high, low"}


def pattern(name: str) -> str:
    """The pitch in each tenth of a second of a sound, each change once."""
    with wave.open(str(PWA / "sounds" / f"{name}.wav")) as file:
        rate, samples = file.getframerate(), file.readframes(file.getnframes())
    parts = [samples[begin : begin + rate // 10] for begin in range(0, len(samples), rate // 10)]
    waves = [sum(before < 128 <= after for before, after in pairwise(part)) for part in parts]
    heard = ["quiet" if count == 0 else "low" if count < 150 else "high" for count in waves]
    return ", ".join(part for part, _ in groupby(heard))


@pytest.mark.parametrize("name", PATTERNS)
def test_an_alarm_has_its_pattern(name):
    """An alarm has one tone and a pause, or two tones of different pitch."""
    assert pattern(name) == PATTERNS[name]


def clicks() -> tuple[list[int], int]:
    """Where each click of the file begins, and how long the file is, in microseconds."""
    with wave.open(str(BEAT)) as file:
        assert (file.getnchannels(), file.getsampwidth()) == (1, 1)
        rate, samples = file.getframerate(), file.readframes(file.getnframes())
    loud = [place for place, sample in enumerate(samples) if abs(sample - 128) > LOUD]
    begins = [loud[0], *(place for before, place in pairwise(loud) if place - before > rate // 10)]
    return [round(place * 1_000_000 / rate) for place in begins], round(
        len(samples) * 1_000_000 / rate
    )


def test_the_beat_is_110_a_minute():
    """The beat has 110 clicks a minute, also across the point at which it loops."""
    begins, length = clicks()
    gaps = [later - earlier for earlier, later in pairwise([*begins, begins[0] + length])]

    assert len(begins) == 110
    assert {109 < 60_000_000 / gap < 111 for gap in gaps} == {True}
    assert abs(length - 60_000_000) < 100_000  # a minute, to a tenth of a second


def test_the_sounds_are_what_their_script_makes(tmp_path):
    """The sound files equal what their script makes."""
    for name, make in make_sounds.SOUNDS.items():
        make_sounds.write(tmp_path / f"{name}.wav", make())

    assert {path.name for path in BEAT.parent.glob("*.wav")} == {
        path.name for path in tmp_path.iterdir()
    }
    assert all(
        path.read_bytes() == BEAT.with_name(path.name).read_bytes() for path in tmp_path.iterdir()
    )
