"""Ways to fail, for tests and, as a program, for other versions of Python: prints name and ids of each."""

import sys
import traceback


def simple():
    raise ValueError("no stock for item 4711")


def cause():
    try:
        simple()
    except ValueError as error:
        raise KeyError("order") from error


def context():
    try:
        simple()
    except ValueError:
        raise KeyError("order")  # noqa: B904


def suppressed():
    try:
        simple()
    except ValueError:
        raise KeyError("order") from None


def three():
    try:
        cause()
    except KeyError:
        context()


def noted():
    try:
        simple()
    except ValueError as error:
        error.__notes__ = ["first note", "second\nnote"]
        raise


def recursive(depth=50):
    if depth:
        recursive(depth - 1)
    raise RuntimeError("deep")


def endless():
    endless()


def syntax():
    compile("a = = 1", "made.py", "exec")


def lambdas():
    (lambda: [simple() for _ in range(3)])()


def comprehensions():
    (lambda keys: {key: [member(n) for n in keys] for key in keys})([1])


def generator():
    list(member(n) for n in range(2))  # noqa: C400


def ping(n):
    return pong(n - 1) if n else simple()


def pong(n):
    return ping(n - 1) if n else simple()


def mutual():
    ping(20)


def suppressed_within():
    try:
        suppressed()
    except KeyError:
        raise RuntimeError("outer")  # noqa: B904


def cause_over_context():
    try:
        simple()
    except ValueError:
        raise KeyError("order") from LookupError("never raised")


def retried():
    last = None
    for _ in range(3):
        try:
            simple()
        except ValueError as error:  # noqa: PERF203
            error.__cause__ = last
            last = error
    raise KeyError("order") from last


def same_twice():
    try:
        simple()
    except ValueError as error:
        raise error from error


def unprintable():
    class Unprintable(Exception):
        def __str__(self):
            raise ValueError("no text")

    raise Unprintable


def indentation():
    compile("if a:\nb", "made.py", "exec")


def syntax_in_chain():
    try:
        syntax()
    except SyntaxError as error:
        raise ImportError("cannot load plugin") from error


def notes_like_tracebacks():
    try:
        simple()
    except ValueError as error:
        error.__notes__ = ["Traceback (most recent call last):", "KeyError: 'not raised'", ""]
        raise


def unicode_error():
    b"\xff".decode("utf-8")


def os_error():
    open("/no/such/file")  # noqa: SIM115, PTH123


def multi_line():
    raise RuntimeError("first line\nsecond line\n  third")


def empty():
    raise LookupError


class Shop(Exception):
    class Inner(Exception):
        pass


def nested_class():
    raise Shop.Inner("inside")


def member(n):
    raise ValueError(f"member {n}")


def group():
    errors = []
    for n in range(2):
        try:
            member(n)
        except ValueError as error:  # noqa: PERF203
            if n:
                error.__notes__ = ["a note"]
            errors.append(error)
    try:
        1 / 0  # noqa: B018
    except ZeroDivisionError as inner:
        errors.append(ExceptionGroup("nested", [inner, OSError(2, "gone")]))  # noqa: F821 - 3.11 has it
    raise ExceptionGroup("all of them", errors)  # noqa: F821 - 3.11 has it


def wide_group():
    raise ExceptionGroup("many", [ValueError(f"{chr(97 + n)} failed") for n in range(20)])  # noqa: F821


def deep_group():
    error = ValueError("core")
    for n in range(9):
        error = ExceptionGroup(f"level {chr(97 + n)}", [error, OSError(2, "gone")])  # noqa: F821
    raise error


def group_in_chain():
    try:
        group()
    except ExceptionGroup as error:  # noqa: F821
        raise RuntimeError("task failed") from error


def chains_in_group():
    errors = []
    for function in (cause, context, suppressed, noted):
        try:
            function()
        except Exception as error:  # noqa: PERF203
            errors.append(error)
    raise ExceptionGroup("chains", errors)  # noqa: F821


def local_class():
    class Local(Exception):
        pass

    raise Local("here")


CASES = [
    local_class,
    simple,
    cause,
    context,
    suppressed,
    three,
    noted,
    recursive,
    endless,
    syntax,
    lambdas,
    comprehensions,
    generator,
    mutual,
    suppressed_within,
    cause_over_context,
    retried,
    same_twice,
    unprintable,
    indentation,
    syntax_in_chain,
    notes_like_tracebacks,
    unicode_error,
    os_error,
    multi_line,
    empty,
    nested_class,
]
if sys.version_info >= (3, 11):
    CASES += [group, wide_group, deep_group, group_in_chain, chains_in_group]


def caught(function):
    try:
        function()
    except BaseException as error:
        return error
    raise AssertionError("nothing was raised")


def text_of(error):
    return "".join(traceback.format_exception(type(error), error, error.__traceback__))


if __name__ == "__main__":
    import veilfold

    for case in CASES:
        failure = caught(case)
        print(case.__name__, veilfold.fingerprint(failure), veilfold.fingerprint(text_of(failure)))
