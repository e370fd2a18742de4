"""Makes the sounds again: python pwa/sounds/draw.py."""

import math
import wave
from pathlib import Path

RATE = 8_000  # samples a second; a player that plays any sound plays this one
PACE = 110  # clicks a minute: guidelines ask for 100 to 120 pushes
CLICK_SECONDS = 0.03
PITCH = 1_000  # Hz: what a phone's small loudspeaker is best at
SILENCE = 128  # the middle of 8 bits


def click() -> bytes:
    """One click: a short tone that dies away."""
    length = int(RATE * CLICK_SECONDS)
    return bytes(
        SILENCE + round(127 * math.exp(-5 * place / length) * math.sin(2 * math.pi * PITCH * place / RATE))
        for place in range(length)
    )


def beat() -> bytes:
    """A minute of clicks, every gap alike: looped, the last is as long as the others."""
    gap = round(RATE * 60 / PACE)
    return click().ljust(gap, bytes([SILENCE])) * PACE


def write(path: Path, samples: bytes) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(RATE)
        file.writeframes(samples)


if __name__ == "__main__":
    write(Path(__file__).parent / "beat.wav", beat())
