"""Writes the hand-made seeds of the fuzz targets: python3 tests/fuzz/seeds.py tests/fuzz/corpus

A seed is there for a rule: its name says which. Seeds that hold whole stores are made by seeds.c, through the library."""
import os
import struct
import sys


def number(value, size):
    return value.to_bytes(size, "little")


# The small form of a store file: container.h
def section(kind, data):
    return b"S" + number(kind, 3) + number(len(data), 2) + data


def frame(kind, data):
    return b"F" + bytes([kind]) + number(len(data), 2) + data


def patch(place, offset, data):
    return b"P" + bytes([place]) + number(offset, 2) + bytes([len(data)]) + data


COMMIT, SLOTS_NOW, SUMS_AGAIN = b"C", b"D", b"R\x1f"
HEADER, SLOT_0, SLOT_1, TABLE, JOURNAL = range(5)


def zeros(count):
    return b"Z" + bytes([count])


def cut(size):
    return b"T" + number(size, 2)


def hostile(place, offset, value, size):
    return patch(place, offset, number(value, size)) + SUMS_AGAIN


def journal_seeds():
    whole = (section(1, b"first") + section(2, b"x" * 70) + frame(7, b"hello") + COMMIT
             + frame(8, b"") + frame(9, b"more") + COMMIT)
    most = 2**64 - 1
    seeds = {
        "empty": b"",
        "one_commit": frame(1, b"hello") + COMMIT,
        "sections": section(1, b"abc") + section(2, b""),
        "both": whole,
        "behind_slots": frame(7, b"a") + COMMIT + SLOTS_NOW + frame(7, b"b") + COMMIT,
        "torn_tail": whole + frame(7, b"never"),
        "zero_tail": whole + zeros(100),
        "torn_then_zero": whole + frame(7, b"never") + zeros(3),
        "magic": whole + patch(HEADER, 0, b"N"),
        "version": whole + hostile(HEADER, 16, 2, 4),
        "sections_many": whole + hostile(HEADER, 20, 65536, 4),
        "sections_zero": whole + hostile(HEADER, 20, 0, 4),
        "start_far": whole + hostile(HEADER, 24, 1 << 62, 8),
        "start_odd": whole + hostile(HEADER, 24, 12288 + 64, 8),
        "generation_zero": whole + hostile(HEADER, 32, 0, 8),
        "generation_most": whole + hostile(HEADER, 32, most, 8),
        "commits_most": whole + hostile(HEADER, 40, most, 8),
        "header_check": whole + patch(HEADER, 40, number(3, 8)),
        "slot_end_far": whole + patch(SLOT_0, 8, number(1 << 40, 8)) + hostile(SLOT_1, 8, 1 << 40, 8),
        "slot_bad": whole + patch(SLOT_0, 0, number(9, 8)),
        "slot_bad_tail": whole + zeros(1) + patch(SLOT_0, 0, number(9, 8)),
        "slots_same": whole + hostile(SLOT_0, 0, 2, 8),
        "slot_sequence_most": whole + hostile(SLOT_1, 0, most, 8),
        "slot_sequence_most_tail": whole + frame(7, b"never") + hostile(SLOT_1, 0, most, 8),
        "section_offset": whole + hostile(TABLE, 8, 0, 8),
        "section_size": whole + hostile(TABLE, 16, most, 8),
        "section_size_wraps": whole + patch(TABLE, 4, number(0, 4)) + patch(TABLE, 16, number(most, 8)) + b"R\x1e",
        "slot_end_odd": whole + patch(SLOT_1, 8, number(12288 + 4096 + 4, 8)) + b"R\x0f",
        "slot_commits": whole + patch(SLOT_1, 16, number(1, 8)) + b"R\x08",
        "behind_slots_damaged": frame(7, b"a") + COMMIT + SLOTS_NOW + frame(7, b"b") + COMMIT + zeros(2) + patch(JOURNAL, 80, b"X"),
        "section_check": whole + patch(TABLE, 64, b"X"),
        "padding": whole + patch(TABLE, 64 + 5, b"X") + SUMS_AGAIN,
        "frame_size": whole + hostile(JOURNAL, 0, 2**31 - 1, 4),
        "frame_type": whole + hostile(JOURNAL, 4, 2**31, 4),
        "frame_commit": whole + hostile(JOURNAL, 8, 7, 8),
        "frame_payload": whole + patch(JOURNAL, 24, b"H"),
        "later_commit": whole + patch(JOURNAL, 24, b"H") + frame(7, b"later") + COMMIT,
        "cut_frame": whole + cut(9),
        "cut_snapshot": whole + cut(4096 + 200),
        "cut_slots": whole + cut(12000),
        "cut_all": whole + cut(65535),
    }
    maps, allocates = b"\1", b"\3"
    out = {name: data + maps for name, data in seeds.items()}
    for name in ("both", "torn_tail", "section_size"):
        out["read_" + name] = seeds[name] + b"\0"
    for name in ("both", "slot_bad_tail", "slot_sequence_most"):
        out["preallocated_" + name] = seeds[name] + allocates
    return out


def parse_seeds():
    tail = struct.pack("<d", 1234.5) + b"\x05\x9f\x02"  # a number to format, an offset, 2 digits
    texts = {
        "date": "2024-02-29", "time": "2024-02-29T13:45:00Z", "fraction": "1969-12-31T23:59:59.999Z",
        "fraction_long": "2024-02-29 13:45:00.250125+05:30", "offset_short": "0001-01-01T00:00+0001",
        "first_day": "0001-01-01", "last": "9999-12-31T23:59:59.999-23", "no_such_day": "2023-02-29",
        "money": "-1234.50", "money_rounded": "0.005", "money_most": "92233720368547758.07",
        "money_least": "-92233720368547758.08", "money_beyond": "92233720368547758.075",
        "money_scale": "+0.000000000000000001", "whole_least": "-9223372036854775808",
        "real_most": "-1.7976931348623157e308", "real_small": "4.9e-324", "real_point": ".5", "real_tie": "9007199254740993",
        "yes": "yes", "hex": "0x1p3", "blank": " 5", "infinite": "inf", "utf8": "\u00e4\u20ac\U0001f600", "nothing": "",
    }
    out = {name: text.encode() + tail for name, text in texts.items()}
    out["utf8_surrogate"] = b"\xed\xa0\x80" + tail
    out["utf8_overlong"] = b"\xc0\xaf\xe0\x80\xaf" + tail
    out["empty"] = b""
    for name, value in {"tiny": 5e-324, "normal_least": 2.2250738585072014e-308, "exact_least": 1e-11, "exact_most": 1e16,
                        "third": 1 / 3, "ulp": 1 + 2**-52, "most": 1.7976931348623157e308}.items():
        out["number_" + name] = struct.pack("<d", value) + b"\x05\x9f\x02"
    return out


SKIP, REGISTER = 1, 2
PRODUCT, ORDER, TRANSLATE, ATTRIBUTES, HELD, NOTHING = 1, 2, 4, 8, 16, 32


def options(flags=0, delimiter=0, what=0, pieces=0x20):
    """As take_options() of fuzz_import.c reads them, from the end."""
    return (b"\0\0\0" + number(1439, 2) + number(40, 2) + number(12, 2)
            + bytes([what, delimiter, flags | pieces]))


def import_seeds():
    orders = b"customer,date,amount\n1,2024-01-31,12.50\n2,2024-02-01,0.005\n1,2024-02-29T23:59:59Z,-3\n"
    log = (b"customer,time,kind,channel,campaign,offer,variant,initiator,amount,cost,rating,reference\n"
           b"anna,2024-01-01T10:00:00+02:00,visit,email,spring,lamp,2,customer,,0.1,4.5,r1\n"
           b"b,2024-01-02,order,,,,,,10,,,r2\nb,2024-01-03,return,,,,,,-10,,,r2\n")
    lines = (b"customer;date;invoice;price;quantity\n1;2024-01-01;A;1.25;3\n1;2024-01-01;A;0.1;-1\n2;2024-01-02;A;5;1\n"
             b"2;2024-01-03;;7;2\n")
    people = b"customer,date,amount,city,birth_year,score,vip,seen,note\n1,2024-01-01,1,Bonn,1970,0.5,1,2024-01-01,\xe2\x82\xac\n1,2024-01-02,1,,,,,,\n"
    columns = (b"record,name,type,currency,exponent,day_offset,function,weight,properties,budget,price,unit_cost,start,end,"
               b"channels,audience,content,customer,time,kind,channel,campaign,offer,variant,initiator,amount,cost,rating,"
               b"reference").split(b",")

    def record(**fields):
        return b",".join(fields.get(name.decode(), b"") for name in columns) + b"\n"

    export = b",".join(columns) + b"\n" + record(record=b"store", currency=b"XXX", exponent=b"2", day_offset=b"0")
    return {
        "orders": orders + options(),
        "orders_crlf": b"\xef\xbb\xbf" + orders.replace(b"\n", b"\r\n") + options(),
        "orders_no_newline": orders[:-1] + options(),
        "orders_skip": orders + b"3,2024-13-01,5\n,2024-01-01,1\n4,2024-01-01,x\n5,2024-01-01\n" + options(SKIP),
        "orders_bad": orders + b"3,2024-13-01,5\n" + options(),
        "log": log + options(),
        "log_register": log + b"c,2024-01-04,fitting,podcast,,,,,,,,\n" + options(REGISTER),
        "log_unknown": log + b"c,2024-01-04,fitting,podcast,,,,,,,,\n" + options(SKIP),
        "log_control": log.replace(b"visit", b"vi\x0bsit") + options(REGISTER),
        "log_control_skip": log.replace(b"visit", b"vi\x0bsit") + options(SKIP | REGISTER),
        "export_control": export + record(record=b"kind", name=b"a\x0bb", weight=b"1", initiator=b"customer") + options(),
        "export_exists": export + record(record=b"kind", name=b"order", weight=b"99", initiator=b"business") + options(),
        "log_held": log + options(0, 1, HELD),
        "translated": b"customer,time,kind,channel\n1,2024-01-01,sale,mail\n1,2024-01-02,x,x\n" + options(0, 0, TRANSLATE),
        "lines": lines + options(0, 2, PRODUCT | ORDER),
        "lines_return": lines + b"2;2024-01-02;A;5;-3\n" + options(0, 0, PRODUCT | ORDER),
        "people": people + options(0, 0, ATTRIBUTES),
        "people_bad": people + b"1,2024-01-03,1,,x,inf,2,never,\xff\n" + options(SKIP, 0, ATTRIBUTES),
        "quotes": b'customer,date,amount\n"a ""b"", c",2024-01-01,"1"\n"two\nlines",2024-01-02,2\n' + options(),
        "quotes_open": b'customer,date,amount\na,2024-01-01,1\n"b,2024-01-01,1\n' + options(SKIP),
        "quotes_after": b'customer,date,amount\n"a"x,2024-01-01,1\n' + options(SKIP),
        "overflow": b"customer,date,amount\n1,2024-01-01,92233720368547758.07\n1,2024-01-01,92233720368547758.08\n" + options(SKIP),
        "no_cost": b"customer,date,amount,cost\n1,2024-01-01,1,x\n" + options(0, 0, NOTHING),
        "tabs": orders.replace(b",", b"\t") + options(0, 3),
        "export": export + record(record=b"customer", customer=b"a") + options(),
        "export_currency": export.replace(b"XXX", b"EUR") + options(),
        "header_only": b"customer,date\n" + options(),
        "header_twice": b"customer,client,date\n1,2,2024-01-01\n" + options(),
        "header_missing": b"customer,amount\n1,2\n" + options(),
        "nul": b"customer,date\n\0,2024-01-01\n" + options(SKIP),
        "blank_lines": b"customer,date\n\n1,2024-01-01\n\n\n" + options(SKIP),
        "empty": b"",
    }


def main():
    for name, seeds in {"journal": journal_seeds(), "parse": parse_seeds(), "import": import_seeds()}.items():
        folder = os.path.join(sys.argv[1], name)
        os.makedirs(folder, exist_ok=True)
        for file, data in seeds.items():
            with open(os.path.join(folder, file), "wb") as out:
                out.write(data)


main()
