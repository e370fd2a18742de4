"""Makes the sounds again: `make sounds`."""

import math
import wave
from pathlib import Path

from server import paths

SAMPLE_RATE = 8_000  # samples a second; a player that plays any sound plays this one
PACE = 110  # clicks a minute: guidelines ask for 100 to 120 pushes
CLICK_SECONDS = 0.03
PITCH = 1_000  # Hz: a phone's small loudspeaker is loudest here
HIGHER, LOWER = 2_000, 1_000  # Hz: two pitches that nobody takes for one
TONE_SECONDS = 0.5
SILENCE = 128  # the middle of 8 bits
QUIET = bytes([SILENCE])


def tone(pitch: float, seconds: float, fading: float = 0) -> bytes:
    """A tone of a pitch in Hz; one that fades is e^-fading times as loud at its end."""
    length = int(SAMPLE_RATE * seconds)
    return bytes(
        SILENCE
        + round(
            127
            * math.exp(-fading * sample / length)
            * math.sin(2 * math.pi * pitch * sample / SAMPLE_RATE)
        )
        for sample in range(length)
    )


def click() -> bytes:
    """One click: a short tone that dies away."""
    return tone(PITCH, CLICK_SECONDS, 5)


def beat() -> bytes:
    """A minute of clicks, every gap alike: looped, the last is as long as the others."""
    gap = round(SAMPLE_RATE * 60 / PACE)
    return click().ljust(gap, QUIET) * PACE


def one_tone() -> bytes:
    """A tone, then quiet, and once again, so that the quiet is heard."""
    return tone(HIGHER, TONE_SECONDS).ljust(3 * SAMPLE_RATE, QUIET) * 2


def two_tones() -> bytes:
    """One tone at once after the other, three times."""
    return (tone(HIGHER, TONE_SECONDS) + tone(LOWER, TONE_SECONDS)) * 3


SOUNDS = {"beat": beat, "one-tone": one_tone, "two-tones": two_tones}


def write(path: Path, samples: bytes) -> None:
    """Write 8-bit mono samples as a WAV file."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(samples)


if __name__ == "__main__":
    for name, make in SOUNDS.items():
        write(paths.PWA / "sounds" / f"{name}.wav", make())
