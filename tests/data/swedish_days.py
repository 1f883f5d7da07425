#!/usr/bin/env python3
"""Makes swedish_days.tsv, the table that the opening hours are held against.

It knows nothing of the crate: the days come from the PyPI package `holidays`, so that a fault in our
own calendar cannot hide in the table.

    python3 -m venv venv && venv/bin/pip install holidays==0.109
    venv/bin/python tests/data/swedish_days.py > tests/data/swedish_days.tsv
"""

import datetime
import holidays

FIRST, LAST = 2025, 2045
YEARS = range(FIRST, LAST + 1)

# The category "public" without Sundays is the law's list (1989:253); "de_facto" is the three eves that
# collective agreements treat as holidays; "bank" and "optional" hold the days before holidays.
LAW = holidays.Sweden(years=YEARS, include_sundays=False, language="sv")
CLOSED_EVES = holidays.Sweden(years=YEARS, categories=("de_facto",), language="sv")
SHORT = holidays.Sweden(years=YEARS, categories=("bank", "optional"), language="sv")
SHORT_NAMES = (
    "Trettondagsafton",
    "Skärtorsdagen",
    "Valborgsmässoafton",
    "Dag före Kristi himmelsfärdsdag",
    "Allahelgonsafton",
    "Dag före Julafton",
)


def is_short(day):
    # The 23rd of December and the like are listed by the package only when banks would be open.
    return any(name in SHORT.get(day, "") for name in SHORT_NAMES) or (day.month, day.day) == (12, 23)


def hours(day, with_short):
    if day.weekday() >= 5 or day in LAW or day in CLOSED_EVES:
        return "off"
    if with_short and is_short(day):
        return "08:00-12:00"
    return "08:00-16:00"


def main():
    print("# Every day %d-%d in Sweden; made by swedish_days.py with PyPI holidays %s." % (FIRST, LAST, holidays.__version__))
    print("# date, hours of a desk open Mo-Fr 8-16 with the three eves closed, the same with every short day 8-12, holiday in law")
    day = datetime.date(FIRST, 1, 1)
    while day.year <= LAST:
        print(day.isoformat(), hours(day, False), hours(day, True), LAW.get(day, "-"), sep="\t")
        day += datetime.timedelta(days=1)


main()
