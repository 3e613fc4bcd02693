"""Numbers as Chinese official text writes them: 12,300 · 3.7万 · 两百余 · 百分之九十五 · 20多万."""

import re
from decimal import Decimal

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0, "俩": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}

ARABIC = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
CHINESE = "[零一二两三四五六七八九十百千万亿]+"


def decimal_of(number: str) -> str:
    """The plain decimal string of a number in either writing; “” for what is none.

    `number` is folded text without 余, 多, 几. 3.7万 → 37000, 十二 → 12, 一百零五 → 105, 1亿2000万 → 120000000.
    """
    found = re.fullmatch(rf"({ARABIC})([十百千]?)([万亿]*)", number)
    if found:
        value = Decimal(found[1].replace(",", "")) * _UNITS.get(found[2], 1)
        for char in found[3]:
            value *= _MYRIADS[char]
        return _plain(value)
    parts = re.findall(rf"{ARABIC}[十百千]?[万亿]*", number)
    if len(parts) > 1 and "".join(parts) == number:
        return _plain(sum((Decimal(decimal_of(part)) for part in parts), Decimal(0)))
    if not re.fullmatch(f"{CHINESE}(?:点[零一二三四五六七八九]+)?", number):
        return ""
    whole, _, fraction = number.partition("点")
    value = Decimal(_chinese(whole))
    if fraction:
        value += Decimal("0." + "".join(str(_DIGITS[char]) for char in fraction))
    return _plain(value)


def _chinese(number: str) -> int:
    if len(number) > 1 and all(char in _DIGITS for char in number):  # 二零二三: digit by digit
        return int("".join(str(_DIGITS[char]) for char in number))
    total = section = digit = 0
    for char in number:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char in _UNITS:
            section += (digit or 1) * _UNITS[char]
            digit = 0
        else:
            total = (total + section + digit or 1) * _MYRIADS[char]
            section = digit = 0
    return total + section + digit


def _plain(value: Decimal) -> str:
    """Without exponent and without idle zeros of a product; the digits of 90.50 as written stay 90.50."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text and value == value.to_integral_value() else text
