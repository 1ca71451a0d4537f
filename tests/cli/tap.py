"""TAP for the tests of the program that are in Python."""
number = failed = 0


def ok(good, name, *details):
    """A test; details are shown when it fails."""
    global number, failed
    number += 1
    failed += not good
    print("%sok %d - %s" % ("" if good else "not ", number, name), flush=True)
    for detail in details if not good else ():
        print("#   " + str(detail)[:3000].replace("\n", "\n#   "))


def done():
    """The plan, after all tests; returns what to end with."""
    print("1..%d" % number)
    return failed > 0
