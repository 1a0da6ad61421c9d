"""The terminal's shell does what bash does with the same text."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from apuntes.labs.parser import parse
from apuntes.labs.shell import Shell
from apuntes.labs.syntax import Incomplete

BASH = shutil.which("bash")
# An `aws` that shows its words and one variable, the same for both.
_AWS = r"""aws() { printf '<%s>\n' "$@"; printf '%s\n' "region=$AWS_REGION"; [ "$1" != fail ] || { echo "An error occurred" >&2; return 254; }; }
"""


def fake_aws(words: list[str], folder: Path, environment: dict[str, str], given: bytes) -> tuple[int, bytes, bytes]:
    out = "".join(f"<{word}>\n" for word in words or [""]) + f"region={environment.get('AWS_REGION', '')}\n"
    return (254, out.encode(), b"An error occurred\n") if words[:1] == ["fail"] else (0, out.encode(), b"")


def ours(script: str, folder: Path) -> tuple[int, str, str]:
    out: list[bytes] = []
    err: list[bytes] = []
    shell = Shell(folder, {"AWS_REGION": "eu-west-1"}, fake_aws)
    status = shell.run(script, out.append, err.append)
    return status, b"".join(out).decode(), b"".join(err).decode()


def theirs(script: str, folder: Path) -> tuple[int, str, str]:
    file = folder.parent / "script.sh"
    file.write_text(_AWS + script, encoding="utf-8")
    env = {"PATH": "/usr/bin:/bin", "HOME": str(folder), "LANG": "C.UTF-8", "AWS_REGION": "eu-west-1"}
    done = subprocess.run([str(BASH), "--norc", str(file)], cwd=folder, env=env, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    return done.returncode, done.stdout, re.sub(r"^\S*script\.sh: line \d+: ", "bash: ", done.stderr, flags=re.MULTILINE)


SCRIPTS = r"""
echo hello
echo 'single  $x' "double  $x" plain\ word
echo a   b "c  d"
x=5; echo "$x" '$x' ${x}y $x
x="a  b"; echo $x; echo "$x"
x='a b'; aws $x "$x" --opt=$x
name=$(echo value); echo "[$name]"
name="$(printf 'a\nb\n\n')"; echo "$name"
echo $(echo one; echo two) "$(echo three; echo four)"
id=$(aws ec2 describe | grep ec2); echo "id is $id"
id=$(aws fail 2>/dev/null); echo "status $?"
aws fail
aws fail; echo "after $?"
aws fail || echo "it failed"
aws fail && echo not; echo end
true && echo yes || echo no
false && echo yes || echo no
! true; echo $?
AWS_REGION=us-east-1 aws sts; aws sts
export AWS_REGION=us-east-1; aws sts
x=1; export x; echo $x
unset AWS_REGION; aws sts
echo one > f.txt; echo two >> f.txt; cat f.txt
cat < /dev/null; echo "$?"
echo out > /dev/null; echo err 2> /dev/null
aws fail 2>&1 | wc -l
aws fail > all.txt 2>&1; cat all.txt
aws fail &> all.txt; wc -l < all.txt
cat missing.txt
cat missing.txt; echo $?
nosuchprogram --x
./nosuch
echo a > no/such/dir.txt; echo $?
for n in one two "three four"; do echo "- $n"; done
for n in $(echo 1 2 3); do echo $n; done; echo "last $n"
for n in a b; do for m in 1 2; do echo $n$m; done; done
for n in a b; do echo $n; done | sort -r
for n in; do echo $n; done; echo none
echo "b a" | wc -w
printf '%s\n' b a c | sort
printf '%s\n' b a c | sort | head -n 1
printf '%s\n' 10 9 100 | sort -n
printf '%s\n' 10 9 100 | sort -rn | head -2
printf 'b 2\na 10\nc 1\n' | sort -k 2 -n
printf '%s\n' a b a | sort -u
printf '%s=%d\n' x 5 y 6
printf 'no newline'
printf '%-5s|%5s|\n' ab cd
printf '%b\n' 'a\tb'
printf '%s\n' one two three | grep -n t
printf '%s\n' one Two three | grep -i t
printf '%s\n' one two three | grep -v t
printf '%s\n' one two three | grep -c t
printf '%s\n' one two three | grep -q two && echo found
printf '%s\n' one two three | grep four; echo $?
printf '%s\n' "a.b" "axb" | grep -F "a.b"
printf '%s\n' "aab" "b" | grep -E "a+b"
printf '%s\n' "a+b" "aab" | grep "a+b"
printf '%s\n' "aab" "a+b" | grep "a\+b"
printf '%s\n' ab12 cd | grep -o "[0-9][0-9]*"
printf '%s\n' one-two two | grep -w two
printf '%s\n' ab12 cd | grep "[[:digit:]]"
printf '%s\n' 1 2 3 4 5 | tail -n 2
printf '%s\n' 1 2 3 4 5 | tail -n +4
printf '%s\n' 1 2 3 4 5 | head -c 3
printf 'a b\nc\n' | wc
printf 'a b\nc\n' > f; wc f; wc -l f; wc -c < f
echo -n hello | base64
echo aGVsbG8= | base64 -d; echo
echo '%%%' | base64 -d; echo $?
printf '%100s' x | base64 -w 0; echo
mkdir d; mkdir -p d/e/f; ls d; ls d/e
mkdir d; mkdir d; echo $?
rm nothing; echo $?
rm -f nothing; echo $?
mkdir d; rm d; echo $?; rm -r d; ls
echo a > b.json; echo c > d.json; echo *.json; ls *.json; rm *.json; echo *.json
echo "*.json" '*' \*
[ -f none ] || echo absent
[ "a" = "a" ] && echo same
[ a != b ] && echo differ
[ 3 -gt 2 ] && echo bigger
[ -z "" ] && echo empty
[ -n "x" ] && echo full
[ ! -d none ] && echo nodir
test 2 -le 1 || echo no
[ x -eq 1 ]; echo $?
pwd | wc -l
mkdir sub; cd sub; echo x > y; cd ..; cat sub/y
cd none; echo $?
[ ~ = "$HOME" ] && echo home
echo a;echo b ; echo c
echo a # a comment
# only a comment
echo "a#b" a#b
echo 'it'"'"'s'
echo "quote \" dollar \$x back\\slash"
echo \$x \"
echo a=b --query "Users[?UserName=='ana'].Arn"
aws iam list --query 'Users[0].UserName' --output text
aws a "" b
x=; echo "[$x]"; aws $x end
x=a; x=b echo $x; echo $x
echo ${nothing}end "$nothing"
echo $?x
echo a | cat - | cat
echo "a" | x=5; echo "[$x]"
x=$(cd ..; echo in); [ "$PWD" = "$HOME" ] && echo $x
x=1; y=$x$x"z"; echo $y
echo "{a,b}" "{" }
echo a > 'with space.txt'; cat "with space.txt"; ls
echo a 2>&1 >/dev/null; echo b
true; echo $?; false; echo $?
echo one; false
printf '%s %s\n' a
date -u +%Y > y; wc -c < y
sleep 0
:
""".strip().splitlines()

BLOCKS = [
    "cat > policy.json <<'EOF'\n{\"a\": \"$x\"}\nEOF\ncat policy.json\n",
    "x=5\ncat <<EOF\nvalue $x \\$x $(echo in)\nEOF\n",
    "cat <<EOF | wc -l\na\nb\nEOF\necho done\n",
    "cat > a <<'ONE' && cat > b <<'TWO'\nfirst\nONE\nsecond\nTWO\ncat a b\n",
    "cat <<-EOF\n\ttabbed\n\tEOF\n",
    "x=$(cat <<'EOF'\nline one\nline two\nEOF\n)\necho \"$x\"\n",
    "aws ec2 run-instances \\\n  --image-id ami-1 \\\n  --count 1\n",
    "echo one \\\n  two # three\necho four\n",
    "for n in a b\ndo\n  echo $n\n  echo again\ndone\n",
    "for bucket in $(printf 'b1\\nb2\\n'); do\n  aws s3 rb \"s3://$bucket\" \\\n    --force\ndone\n",
    "echo a |\n  cat\necho b &&\n  echo c\n",
    "\n\n# comment\necho a\n\n   \necho b\n",
    "x='two\nlines'\necho \"$x\"\necho $x\n",
    "id=$(aws x \\\n  --query 'a[0]' \\\n  --output text)\necho \"$id\"\n",
    "cat > f <<'EOF'\nEOF\nwc -c < f\n",
    "for n in 1 2; do\n  cat > f$n <<EOF\nnumber $n\nEOF\ndone\ncat f1 f2\n",
    "echo a; echo b\nfalse\n",
]


@pytest.mark.skipif(BASH is None, reason="no bash to compare with")
@pytest.mark.parametrize("script", [*SCRIPTS, *BLOCKS])
def test_does_what_bash_does(script: str, tmp_path: Path) -> None:
    homes = [tmp_path / name / "home" for name in ("ours", "bash")]
    for home in homes:
        home.mkdir(parents=True)
    assert ours(script, homes[0]) == theirs(script, homes[1])
    files = [sorted((path.relative_to(home).as_posix(), path.read_bytes() if path.is_file() else b"") for path in home.rglob("*")) for home in homes]
    assert files[0] == files[1]


@pytest.mark.parametrize("text", ["echo 'a", 'echo "a', "echo $(echo a", "cat <<EOF", "cat <<EOF\na\n", "for x in a b", "for x in a; do echo",
                                  "echo a &&", "echo a |", "echo ${x", "x=$(cat <<EOF\na", "echo \\", "echo a \\\n", "echo a\\\n", "echo \"a\\\n"])
def test_waits_for_another_line_where_bash_does(text: str) -> None:
    with pytest.raises(Incomplete):
        parse(text)


@pytest.mark.parametrize(("text", "message"), [
    ("echo a | | b", "bash: syntax error near unexpected token `|'"),
    ("&& a", "bash: syntax error near unexpected token `&&'"),
    ("echo )", "bash: syntax error near unexpected token `)'"),
    ("done", "bash: syntax error near unexpected token `done'"),
    ("echo >", "bash: syntax error near unexpected token `newline'"),
    ("if true; then echo a; fi", "bash: `if' is not part of this terminal"),
    ("while true; do echo; done", "bash: `while' is not part of this terminal"),
    ("sleep 5 &", "bash: running in the background with `&' is not part of this terminal"),
    ("echo $((1+1))", "bash: arithmetic `$(( … ))' is not part of this terminal"),
    ("echo `date`", "bash: write $(command) instead of `command`"),
    ("echo {a,b}", "bash: brace expansion `{a,b}' is not part of this terminal; quote the word to mean it as it is"),
    ("(cd x)", "bash: a subshell `( … )' is not part of this terminal"),
])
def test_refuses_what_it_does_not_know(text: str, message: str, tmp_path: Path) -> None:
    assert ours(text, tmp_path) == (2, "", message + "\n")


def test_keeps_variables_folder_and_status_between_scripts(tmp_path: Path) -> None:
    out: list[bytes] = []
    shell = Shell(tmp_path, {}, fake_aws)
    for script in ("x=1; mkdir d; cd d; false", "echo $? $x", "echo there > f", "cd ..; cat d/f"):
        shell.run(script, out.append, out.append)
    assert b"".join(out) == b"1 1\nthere\n"


def test_an_error_inside_aws_is_one_line(tmp_path: Path) -> None:
    def broken(*_: object) -> tuple[int, bytes, bytes]:
        raise RuntimeError("no such thing")
    err: list[bytes] = []
    assert Shell(tmp_path, {}, broken).run("aws x", err.append, err.append) == 255
    assert b"".join(err) == b"This part of AWS is not in the emulator: no such thing\n"
