"""The seeded generator of @hotpath/core, xoshiro256**: the same numbers for a seed in Python and in TypeScript."""

_MASK = (1 << 64) - 1


class Random:
    """Random numbers of a seed, of which the low 64 bits count."""

    def __init__(self, seed: int) -> None:
        self._words: list[int] = []
        x = seed & _MASK
        for _ in range(4):
            x = (x + 0x9E3779B97F4A7C15) & _MASK
            self._words.append(_split_mix(x))

    def next64(self) -> int:
        """The next 64 bits."""
        a, b, c, d = self._words
        result = (_rotated((b * 5) & _MASK, 7) * 9) & _MASK
        c ^= a
        d ^= b
        self._words = [a ^ d, b ^ c, c ^ ((b << 17) & _MASK), _rotated(d, 45)]
        return result

    def integer32(self) -> int:
        """The next 32 bits: the high half of :meth:`next64`."""
        return self.next64() >> 32


def _rotated(x: int, by: int) -> int:
    return ((x << by) | (x >> (64 - by))) & _MASK


def _split_mix(x: int) -> int:
    z = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
    return z ^ (z >> 31)
