"""Checks that a number can pass or fail: those of python-stdnum by module name, and a few of our own.

A recognizer names a check; `check(name)` returns the function. How likely a random value of the right form passes is
`chance(name)`: a check that one value in ten passes by luck is told as weak evidence.
"""

import re
from collections.abc import Callable
from functools import cache
from importlib import import_module

Check = Callable[[str], bool]

_RARELY_BY_LUCK = (
    "be.ssn be.eid br.cpf br.cnpj de.idnr fr.nir fr.nif fr.siret es.ccc es.cups no.fodselsnummer tr.tckimlik ru.inn "
    "lei cn.uscc ar.cbu gh.tin gb.upn nz.bankaccount mx.curp in_.gstin eu.vat es.referenciacatastral iban snils"
).split()
_SOMETIMES_BY_LUCK = (
    "es.dni es.nie it.codicefiscale fi.hetu se.personnummer nz.ird ro.cnp mu.nid ec.ci vin is_.kennitala nric-sg ie.pps"
).split()
_CHANCE = {
    **dict.fromkeys(_RARELY_BY_LUCK, 0.01),
    **dict.fromkeys(_SOMETIMES_BY_LUCK, 0.045),
    "phone": 0.7,
    "ip": 0.9,
    "bic": 0.37,
    "imsi": 0.25,
}
_COMMON_CHANCE = 0.1


@cache
def check(name: str) -> Check:
    """Return the check called `name`, a function from a value to whether it passes. Raises KeyError."""
    if name in _OWN:
        return _OWN[name]
    try:
        module = import_module(f"stdnum.{name}")
    except ImportError:
        raise KeyError(name) from None
    validate: Check = module.is_valid
    return lambda value: _passes(validate, value)


def chance(name: str) -> float:
    """Return how likely a value of the right form passes `name` by luck, 0 to 1."""
    return _CHANCE.get(name, _COMMON_CHANCE)


def _passes(validate: Check, value: str) -> bool:
    try:
        return bool(validate(value))
    except Exception:  # noqa: BLE001  # a third-party check that stumbles over odd input says: not valid
        return False


def is_phone(value: str) -> bool:
    """Whether a value is a number that some country's plan allows.

    An international number must have a length its country uses; a national one must be valid in one of the plans
    tried, because its country is not known.
    """
    import phonenumbers

    number = re.sub(r"^\s*00", "+", value)
    international = number.lstrip().startswith("+")
    for region in (None,) if international else _PLANS:
        try:
            parsed = phonenumbers.parse(number, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_possible_number(parsed) if international else phonenumbers.is_valid_number(parsed):
            return True
    return _is_fictional(value)


_PLANS = ("US", "GB", "DE", "FR", "ES", "IT", "NL", "CN", "TW", "HK", "JP", "KR", "IN", "BR", "PL", "RU", "TR", "ID")


def _is_fictional(value: str) -> bool:
    """Numbers set aside for fiction (555-01xx in North America) are no subscriber's, but are phone numbers."""
    return re.fullmatch(r"(?:1?[2-9][0-9]{2})?55501[0-9]{2}", re.sub(r"[^0-9]", "", value)) is not None


def is_payment_card(value: str) -> bool:
    """Whether a value is a card number: issuer prefix, length and Luhn digit (ISO/IEC 7812)."""
    from stdnum import luhn

    digits = re.sub(r"[ -]", "", value)
    issuer = re.fullmatch(
        r"4[0-9]{12}(?:[0-9]{3})?|5[1-5][0-9]{14}|2[2-7][0-9]{14}|3[47][0-9]{13}"
        r"|6(?:011|5[0-9]{2}|4[4-9][0-9])[0-9]{12}|62[0-9]{14,17}|35[0-9]{14}|3(?:0[0-5]|[68][0-9])[0-9]{11}",
        digits,
    )
    return issuer is not None and bool(luhn.is_valid(digits))


_VIN_VALUES = dict(
    zip("ABCDEFGHJKLMNPRSTUVWXYZ", (1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9), strict=True)
)
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


def is_vin(value: str) -> bool:
    """Whether a vehicle identification number has the right check digit (ISO 3779, 49 CFR 565)."""
    number = value.strip().upper()
    if not re.fullmatch(r"[A-HJ-NPR-Z0-9]{17}", number):
        return False
    total = sum(
        (int(sign) if sign.isdigit() else _VIN_VALUES[sign]) * weight
        for sign, weight in zip(number, _VIN_WEIGHTS, strict=True)
    )
    return number[8] == "0123456789X"[total % 11]


def is_ip_address(value: str) -> bool:
    """Whether a value is an IP address, version 4 or 6."""
    from ipaddress import ip_address

    try:
        ip_address(value.strip())
    except ValueError:
        return False
    return True


def is_hkid(value: str) -> bool:
    """Whether a Hong Kong identity card number has the right check digit."""
    found = re.fullmatch(r"([A-Z]{1,2})([0-9]{6})\(?([0-9A])\)?", value.strip().upper())
    if not found:
        return False
    letters, digits, given = found.groups()
    values = [36] * (2 - len(letters)) + [ord(letter) - 55 for letter in letters] + [int(digit) for digit in digits]
    total = sum(value * weight for value, weight in zip(values, range(9, 1, -1), strict=True))
    return "0123456789A"[-total % 11] == given


def is_singapore_nric(value: str) -> bool:
    """Whether a Singapore NRIC or FIN has the right check letter."""
    found = re.fullmatch(r"([STFGM])([0-9]{7})([A-Z])", value.strip().upper())
    if not found:
        return False
    prefix, digits, letter = found.groups()
    total = sum(int(digit) * weight for digit, weight in zip(digits, (2, 7, 6, 5, 4, 3, 2), strict=True))
    total += {"T": 4, "G": 4, "M": 3}.get(prefix, 0)
    letters = {"S": "JZIHGFEDCBA", "T": "JZIHGFEDCBA", "F": "XWUTRQPNMLK", "G": "XWUTRQPNMLK", "M": "XWUTRQPNJLK"}
    return letters[prefix][total % 11] == letter


def is_snils(value: str) -> bool:
    """Whether a Russian insurance number (SNILS) has the right two check digits."""
    digits = re.sub(r"[^0-9]", "", value)
    if len(digits) != len("11223344595"):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(9, 0, -1), strict=False)) % 101
    return total % 100 == int(digits[9:])


def is_taiwan_id(value: str) -> bool:
    """Whether a Taiwanese national or resident identification number has the right check digit."""
    found = re.fullmatch(r"([A-Z])([12A-D89])([0-9]{8})", value.strip().upper())
    if not found:
        return False
    letter, kind, rest = found.groups()
    area = 10 + "ABCDEFGHJKLMNPQRSTUVXYWZIO".index(letter)
    second = int(kind) if kind.isdigit() else (10 + "ABCDEFGHJKLMNPQRSTUVXYWZIO".index(kind)) % 10
    digits = [area // 10, area % 10, second, *map(int, rest)]
    weights = (1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1)
    return sum(digit * weight for digit, weight in zip(digits, weights, strict=True)) % 10 == 0


def is_medicare_number(value: str) -> bool:
    """Whether an Australian Medicare card number has the right check digit."""
    digits = re.sub(r"[ /-]", "", value)
    if not re.fullmatch(r"[2-6][0-9]{9,10}", digits):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(digits, (1, 3, 7, 9, 1, 3, 7, 9), strict=False))
    return total % 10 == int(digits[8])


def is_mpan(value: str) -> bool:
    """Whether the core of a British meter point number (MPAN, 13 digits) has the right check digit."""
    digits = re.sub(r"[ -]", "", value)[-13:]
    if not re.fullmatch(r"[0-9]{13}", digits):
        return False
    weights = (3, 5, 7, 13, 17, 19, 23, 29, 31, 37, 41, 43)
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False)) % 11 % 10 == int(digits[12])


_OWN: dict[str, Check] = {
    "phone": is_phone,
    "payment-card": is_payment_card,
    "vin": is_vin,
    "ip": is_ip_address,
    "hkid": is_hkid,
    "nric-sg": is_singapore_nric,
    "snils": is_snils,
    "tw-id": is_taiwan_id,
    "au-medicare": is_medicare_number,
    "mpan": is_mpan,
}
