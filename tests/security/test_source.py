"""What the source must not do, whoever changes it: read in the syntax tree, not by running it."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from webapp.settings import PROJECT

SOURCES = sorted((PROJECT / "webapp").rglob("*.py"))
SCRIPTS = sorted((PROJECT / "static").glob("*.js"))
TEMPLATES = sorted((PROJECT / "templates").rglob("*.html"))

# What runs code or commands, reads documents that can do either, makes random numbers that can be foretold, or speaks
# to what is not there: directories, mail, other caches.
FORBIDDEN = {"pickle", "marshal", "shelve", "dill", "code", "codeop", "subprocess", "pty", "xml", "lxml", "random",
             "telnetlib", "ftplib", "smtplib", "imaplib", "ldap", "ldap3", "pymemcache", "memcache", "ctypes",
             "cffi"}  # fmt: skip
RUNS_CODE = {"eval", "exec", "compile", "__import__", "breakpoint"}
RUNS_COMMANDS = {"system", "popen", "execv", "execve", "spawnv", "spawnl", "render_template_string", "from_string"}


def nodes(path: Path) -> Iterator[ast.AST]:
    """Yield the syntax tree of a file, node by node."""
    yield from ast.walk(ast.parse(path.read_text()))


def called(node: ast.AST) -> str:
    """Return the last name of what a node calls; empty where it calls nothing."""
    if not isinstance(node, ast.Call):
        return ""
    if isinstance(node.func, ast.Name):
        return node.func.id
    return node.func.attr if isinstance(node.func, ast.Attribute) else ""


def hands_on(node: ast.AST) -> bool:
    """Tell whether a node only calls what the class that it is made from has under the same name."""
    function = node.func if isinstance(node, ast.Call) else None
    return isinstance(function, ast.Attribute) and called(function.value) == "super"


def imported(path: Path) -> set[str]:
    """Return the first names of all modules that a file imports."""
    names = set()
    for node in nodes(path):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").partition(".")[0])
    return names


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PROJECT)))
def test_a_module_uses_nothing_that_is_forbidden(path: Path) -> None:
    """Given a module, when it is read, then it runs no code or command from text and imports none of the forbidden."""
    assert not imported(path) & FORBIDDEN
    for node in nodes(path):
        function = node.func if isinstance(node, ast.Call) else None
        if isinstance(function, ast.Name):
            assert function.id not in RUNS_CODE
        assert hands_on(node) or called(node) not in RUNS_COMMANDS


def test_every_statement_is_fixed_text() -> None:
    """Given every statement of SQL that is written by hand, when it is read, then no value is put into its text but the
    names and numbers of our own that are listed here."""
    filled = set()
    for source in SOURCES:
        for node in nodes(source):
            if called(node) in {"text", "exec_driver_sql"} and isinstance(node, ast.Call) and node.args:
                argument = node.args[0]
                if isinstance(argument, ast.JoinedStr | ast.BinOp):
                    filled.add(ast.unparse(argument))
    assert filled == {"f\"SET lock_timeout = '{_PATIENCE}'\"", "f'VACUUM (FULL) {table.name}'"}


def test_no_regular_expression_is_made_of_input() -> None:
    """Given every regular expression, when it is read, then it is fixed text, or one of ours by its name."""
    made = set()
    for source in SOURCES:
        for node in nodes(source):
            function = node.func if isinstance(node, ast.Call) else None
            if isinstance(node, ast.Call) and isinstance(function, ast.Attribute) and node.args:
                module, pattern = function.value, node.args[0]
                of_library = isinstance(module, ast.Name) and module.id in {"re", "regex"}
                if of_library and not isinstance(pattern, ast.Constant):
                    made.add(ast.unparse(pattern))
    assert made <= {"_PRINTABLE", "rule.pattern"}  # of the settings, and of the embedded server's own rules


def test_weak_hashes_are_used_only_where_cashfree_asks_for_them() -> None:
    """Given the whole source, when hashes and ciphers are looked for, then there is SHA-256 and what libraries bring;
    SHA-1 stands only in the signature that Cashfree prescribes, in RSA-OAEP."""
    weak = re.compile(r"\b(MD5|md5|SHA1|sha1|DES|TripleDES|RC4|ARC4|ECB|PKCS1v15|Blowfish)\b")
    found = {source.name for source in SOURCES if weak.search(source.read_text())}
    assert found <= {"signature.py"}
    hashes = {name for source in SOURCES for name in re.findall(r"hashlib\.(\w+)", source.read_text())}
    assert hashes <= {"sha256"}


def test_no_certificate_goes_unchecked() -> None:
    """Given every outbound call, when it is read, then none switches off the check of certificates."""
    for source in SOURCES:
        text = source.read_text()
        assert "verify=False" not in text
        assert "CERT_NONE" not in text
        assert "check_hostname = False" not in text
        assert "_create_unverified_context" not in text


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_writes_text_and_talks_to_nobody(path: Path) -> None:
    """Given a script, when it is read, then it makes no markup or code of text, stores nothing, listens to no other
    window, and builds no object from keys that come in; nothing is asked for but its own file, to see whether we can be
    reached, and its own page."""
    forbidden = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|setTimeout\(\s*[\"'`]|"
        r"fetch\((?!ours, \{ method: \"HEAD\"|here, \{ cache: )|XMLHttpRequest|WebSocket|EventSource|"
        r"sendBeacon|postMessage|addEventListener\(\s*[\"']message|"
        r"localStorage|sessionStorage|indexedDB|document\.cookie|__proto__|JSON\.parse|Object\.assign"
    )
    assert not forbidden.search(path.read_text())


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(PROJECT / "templates")))
def test_a_template_leaves_escaping_on(path: Path) -> None:
    """Given a template, when it is read, then only fixed text is marked as safe, and attributes are quoted."""
    text = path.read_text()
    assert "autoescape" not in text
    assert not re.search(r"[}\w)\]]\s*\|\s*safe", text)  # a literal in quotation marks may be
    assert not re.search(r"\s[\w-]+=\{\{", text)


def test_no_secret_stands_in_the_source() -> None:
    """Given all that is kept in the repository beside the tests, when keys are looked for, then there are none."""
    kept = [*SOURCES, *SCRIPTS, *TEMPLATES, PROJECT / ".env.example", PROJECT / "wsgi.py", PROJECT / "Makefile"]
    secret = re.compile(r"-----BEGIN (RSA |EC )?PRIVATE KEY|\b(SECRET|KEYS?|PASSWORD|TOKEN)=['\"]?[\w+/=-]{16,}")
    assert not [path for path in kept if secret.search(path.read_text())]
    assert "instance" in (PROJECT / ".gitignore").read_text()
    assert ".env" in (PROJECT / ".gitignore").read_text()


def test_every_library_is_pinned_by_its_hash() -> None:
    """Given the libraries of the service, when the list is read, then each has one version and the hash of its files,
    and every one that is asked for is in it."""
    locked = (PROJECT / "requirements.txt").read_text()
    pinned = re.findall(r"^([A-Za-z0-9_.-]+)(?:\[[a-z,]+\])?==\S+.*\\\n\s+--hash=sha256:", locked, re.MULTILINE)
    assert len(pinned) == len(re.findall(r"^[A-Za-z0-9]", locked, re.MULTILINE))
    asked = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]["dependencies"]
    names = {re.split(r"[\[><=~ ]", line)[0].lower().replace("_", "-") for line in asked}
    assert names <= {name.lower().replace("_", "-") for name in pinned}
