#!/usr/bin/env python3
"""Score the customers of an order table with libnetmkt, through ctypes alone.

    score.py [ORDERS.csv]     columns customer, date (2024-02-29), amount

Without a file a small made-up table is scored. Everything crosses the border in whole columns: one call for the keys,
one for the events, one for the answer. NETMKT_LIBRARY names the shared library if it is not where the loader looks.
"""
import array
import csv
import ctypes
import os
import random
import sys
from ctypes import POINTER, byref, c_char_p, c_double, c_int64, c_size_t, c_void_p
from datetime import date, timedelta

ORDER, LATEST = 15, 2**63 - 1
DAY_MS = 86_400_000


def load():
    lib = ctypes.CDLL(os.environ.get("NETMKT_LIBRARY", "libnetmkt.so.0"))
    lib.netmkt_last_error.restype = c_char_p
    lib.netmkt_table_rows.restype = c_size_t
    lib.netmkt_table_rows.argtypes = [c_void_p]
    for name in ("netmkt_table_free", "netmkt_store_close"):
        getattr(lib, name).restype = None
        getattr(lib, name).argtypes = [c_void_p]
    lib.netmkt_customer_put_many.argtypes = [c_void_p, c_size_t, c_char_p, c_void_p, c_void_p]
    lib.netmkt_event_append_columns.argtypes = [c_void_p, c_size_t] + [c_void_p] * 12
    lib.netmkt_value_score_all.argtypes = [c_void_p, c_void_p, c_void_p, c_void_p, c_int64, c_void_p]
    lib.netmkt_table_column.argtypes = [c_void_p, c_char_p, c_void_p, c_void_p]
    return lib


def check(lib, status):
    if status < 0:
        raise RuntimeError(lib.netmkt_last_error().decode())


def pointer(column):
    """Address of an array's first value."""
    return column.buffer_info()[0]


def made_up(seed=1):
    draw = random.Random(seed)
    for customer in range(300):
        day = date(2023, 1, 1) + timedelta(days=draw.randrange(120))
        gap, level = draw.uniform(7, 60), draw.uniform(10, 80)
        while day < date(2024, 1, 1):
            yield f"C{customer:03d}", day, round(level * draw.uniform(0.6, 1.4), 2)
            if draw.random() < 0.15:
                break
            day += timedelta(days=1 + int(draw.expovariate(1 / gap)))


def read(path):
    with open(path, newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            yield row["customer"], date.fromisoformat(row["date"]), float(row["amount"])


def put_customers(lib, store, keys):
    """All customers in one call: their keys one behind the other, and where each begins."""
    encoded = [key.encode() for key in keys]
    offsets = array.array("Q", [0])
    for key in encoded:
        offsets.append(offsets[-1] + len(key))
    ids = array.array("Q", bytes(8 * len(encoded)))
    check(lib, lib.netmkt_customer_put_many(store, len(encoded), b"".join(encoded), pointer(offsets), pointer(ids)))
    return dict(zip(keys, ids))


def append_orders(lib, store, orders):
    ids = put_customers(lib, store, list(dict.fromkeys(key for key, _, _ in orders)))
    epoch = date(1970, 1, 1)
    customer = array.array("Q", (ids[key] for key, _, _ in orders))
    time_ms = array.array("q", ((day - epoch).days * DAY_MS for _, day, _ in orders))
    kind = array.array("H", [ORDER]) * len(orders)
    amount = array.array("q", (round(value * 100) for _, _, value in orders))
    added = c_size_t()
    check(lib, lib.netmkt_event_append_columns(store, len(orders), pointer(customer), pointer(time_ms), pointer(kind), None,
                                               pointer(amount), None, None, None, None, None, None, None, byref(added)))
    return added.value


def column(lib, table, name, kind):
    """A column of a result, without copying."""
    data = c_void_p()
    check(lib, lib.netmkt_table_column(table, name.encode(), None, byref(data)))
    return ctypes.cast(data, POINTER(kind))


def main():
    lib = load()
    orders = list(read(sys.argv[1]) if len(sys.argv) > 1 else made_up())
    store, table = c_void_p(), c_void_p()
    try:
        check(lib, lib.netmkt_store_open(None, None, byref(store)))
        print(f"{append_orders(lib, store, orders)} orders")
        check(lib, lib.netmkt_value_score_all(store, None, None, None, LATEST, byref(table)))
        rows = lib.netmkt_table_rows(table)
        key = column(lib, table, "customer", c_char_p)
        alive = column(lib, table, "p_alive", c_double)
        clv = column(lib, table, "clv", c_double)
        print(f"{rows} customers; the most valuable of the next 52 weeks:")
        for i in sorted(range(rows), key=lambda i: -clv[i])[:5]:
            print(f"  {key[i].decode():12}  P(alive) {alive[i]:.3f}   CLV {clv[i]:10.2f}")
    finally:
        lib.netmkt_table_free(table)
        lib.netmkt_store_close(store)


if __name__ == "__main__":
    try:
        main()
    except RuntimeError as error:
        sys.exit(f"score.py: {error}")
