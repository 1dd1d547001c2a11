"""What was given out: provinces in identity numbers and credit codes, issuers' first digits of bank cards."""

from __future__ import annotations

from guiju.plane.infotypes.checks import Day, Length, Starts, all_of

# GB/T 2260, and 81 to 83 of the residence permits for people from Hong Kong, Macao and Taiwan
PROVINCES = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83".split()
)
# ISO/IEC 7812 by scheme: 62 and 60 UnionPay, 4 Visa, 51-55 and 22-27 Mastercard, 35 JCB, 36 Diners, 9 old local cards
ISSUERS = frozenset(
    "62 60 68 69 40 41 42 43 44 45 46 47 48 49 51 52 53 54 55 56 58 35 36 37 34 30 95 90 94 98 99 91".split()
)
# built as a resident's number is, whatever its last place
LIKE_RESIDENT = all_of(Length(short=18, long=18), Starts(start=0, words=PROVINCES), Day(start=6, first=1900, last=2040))
