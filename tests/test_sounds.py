"""The sounds that we make, measured from the files."""

import importlib.util
import wave
from itertools import pairwise

from server.bundle import PWA

BEAT = PWA / "sounds" / "beat.wav"
LOUD = 64  # half of what 8 bits hold, from their middle


def clicks() -> tuple[list[int], int]:
    """Where each click of the file begins, and how long the file is, in microseconds."""
    with wave.open(str(BEAT)) as file:
        assert (file.getnchannels(), file.getsampwidth()) == (1, 1)
        rate, samples = file.getframerate(), file.readframes(file.getnframes())
    loud = [place for place, sample in enumerate(samples) if abs(sample - 128) > LOUD]
    begins = [loud[0], *(place for before, place in pairwise(loud) if place - before > rate // 10)]
    return [round(place * 1_000_000 / rate) for place in begins], round(len(samples) * 1_000_000 / rate)


def test_the_beat_is_110_a_minute():
    """Between any two clicks, and over the whole minute, also where the sound begins anew."""
    begins, length = clicks()
    gaps = [later - earlier for earlier, later in pairwise([*begins, begins[0] + length])]

    assert len(begins) == 110
    assert {109 < 60_000_000 / gap < 111 for gap in gaps} == {True}
    assert abs(length - 60_000_000) < 100_000  # a minute, to a tenth of a second


def test_the_sound_is_what_its_script_makes(tmp_path):
    """Nobody has to trust a file that only a machine can read."""
    spec = importlib.util.spec_from_file_location("draw", PWA / "sounds" / "draw.py")
    draw = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(draw)
    draw.write(tmp_path / "beat.wav", draw.beat())

    assert (tmp_path / "beat.wav").read_bytes() == BEAT.read_bytes()
