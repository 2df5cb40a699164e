"""What looks like a secret and is not one, by its form and by what is around it, for all rules that go by a name.

Only a value that has passed its rule's check is looked up here, so this costs nothing where nothing matches.
"""

from __future__ import annotations

from colab_safe.detect.harmless_names import HASH, IN_NAMES, is_harmless_name
from colab_safe.detect.patterns import HEX32
from colab_safe.detect.rule import compiled
from colab_safe.detect.wording import readable
from colab_safe.model import Span

_FAR = 160  # characters before a value in which its name, or the file that it is a hash of, is looked for
_WIDE = 500  # characters on both sides in which a data set names other entries

# Resources of AWS, labelled hashes, fingerprints, and the session of a Bokeh document (base64 of `{"session_id":`).
_COUNTS = (
    r"(?i:arn:aws[a-z-]{0,20}:|(?:sha-?(?:1|224|256|384|512)|md5)[:=-]|(?:[0-9a-f]{2}:){7,}[0-9a-f]{2}$)"
    r"|eyJzZXNzaW9uX2lkI"
)
# Hashes of passwords with a mark of their own, which nobody can log in with: crypt(5), PHC strings, Django, Werkzeug, Jupyter,
# PostgreSQL, MySQL, LDAP. https://passlib.readthedocs.io/en/stable/modular_crypt_format.html
_PASSWORD_HASH = (
    r"(?:argon2:)?\$(?:2[abxy]?|[1567]|y|gy|apr1|argon2(?:id?|d)|scrypt|pbkdf2(?:-sha[0-9]{1,3})?|bcrypt-sha256)\$\S{26,}$"
    r"|(?:pbkdf2(?:_sha|:sha)[0-9]{1,3}|bcrypt_sha256|scrypt)[:$]\S{26,}$|argon2\$argon2|SCRAM-SHA-[0-9]{1,3}\$[0-9]+:"
    r"|\*[0-9A-F]{40}$|\{(?i:s?sha[0-9]{0,3}|s?md5|crypt|pbkdf2\S{0,20})\}"
)
# Ciphertexts with a mark of their own: SOPS, Jasypt, eyaml, Ansible, Spring, AWS KMS.
_CIPHERTEXT = r"ENC[\[(]|!?\$ANSIBLE_VAULT;|\{cipher\}|AQ(?:ICAH|IDAH|ECAH|EDAH)[a-j]"
# Where a credential is kept: 1Password, Google, AWS, Azure, Vault, vals.
_REFERENCE = (
    r"(?:ref\+)?(?:op|g?sm|gcpsecrets?|(?:aws)?ssm|awssm|awssecrets|akv|azurekeyvault|vault|keyring|keychain|secrets?|sops)"
    r"://?[\w.-]|vault:[\w-]+/|@Microsoft\.KeyVault\(|projects/[^/\s]+/secrets/"
)
# Addresses of accounts and contracts (a private key has 64 digits), and public keys of SSH.
_PUBLIC = r"0[xX][0-9a-fA-F]{40}$|(?:sk-)?(?:ssh|ecdsa)-[a-z0-9@.-]{3,40}[ ]AAAA|AAAA(?:[BC]3NzaC|E2VjZHNh)"
# `private_key: x25519.X25519PrivateKey`: what the annotation of an argument names.
_CLASS = (
    r"(?:[A-Za-z_]\w{0,40}\.){1,5}(?:[A-Z]\w{0,40})?(?:Key|Token|Secret|Password|Credentials?)$"
)
# `db.m3.2xlarge`, `cache.t4g.micro`: https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html
_MACHINE = r"(?:[a-z]{2,10}\.)?[a-z]{1,4}[0-9][a-z0-9-]{0,8}\.(?:[0-9]{0,3}x?large|nano|micro|small|medium|metal(?:-[0-9]{2}xl)?)$"
_VALUE = rf"{_COUNTS}|{_PASSWORD_HASH}|{_CIPHERTEXT}|{_REFERENCE}|{_PUBLIC}|{_CLASS}|{_MACHINE}"
# Before the name of a resource of AWS, or the version of a secret in Azure's vault.
_RESOURCE = r"""(?:\barn:aws[a-z-]{0,20}:|\.amazonaws\.com/|\.vault\.azure\.net/)[^\s"'`<>?]*$"""
_WORDS = r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+"
_LETTERS_PER_WORD = 3.5  # in `AWSBugBustFullAccess`; random letters change their case more often
_BYTES = r"(?:\\x[0-9a-fA-F]{2}[^\\]{0,3}){4}"
_PLAIN = r"(?i:secret|passw|private|api|auth|encr|sign)"  # names of keys that may be bytes

# What may be between a name and its value: `"name": "`, `name=b"`, `name: [`.
_QUOTES, _LINKS, _CLOSING = " \t\r\n\"'`([{", ":=>| \t", "\"'`])} \t"
_SAYS_HASH = (
    r"(?i:(?:^|[^a-z])(?:sha-?(?:1|224|256|384|512)?|md5(?:sum)?|hash|checksum|digest|commit|revision|rev|ref|version|etag"
    r"|fingerprint|crc32|blake2b?|checkout)(?:_?(?:id|hash|sum))?$)"
)
# Right before a hash in base64, as `pip` and npm write it; a rule may take a part of one for a key.
_LABEL = (
    r"(?i:(?<![a-z0-9])(?:sha-?(?:1|224|256|384|512)|md5|blake2[bs])[:=-])[A-Za-z0-9+/_-]{0,86}$"
)
_SAYS_ID = r"(?i:(?:^|[^a-z])(?:id|uuid|guid|uid)$)"
_SAYS_KEY_ID = (
    r"(?i:(?:key|token|secret|credential|client|app|application|access|account)[_-]?(?:id|uid)$)"
)
# What a hash belongs to: `x.json', '…`, `x.whl#sha256=…`, `.git@…`, `git checkout -q …`; not `"acme.secret", "…"`.
_OWNER = (
    r"""(?:[\w/-]\.(?!(?i:secret|token|passw|api_?key))[A-Za-z][A-Za-z0-9]{1,10}["']?[\s,()\[\]|:]{1,8}["']?"""
    r"""|\.[a-z][a-z0-9]{1,5}\#(?:[a-z0-9]{2,8}[=:])?|(?:\.git|[\w-])@|[?&]v(?:er)?=|HEAD is now at """
    r"""|\bgit (?:checkout|reset|fetch|show|diff|revert|cherry-pick)\b[^\n]{0,40} )$"""
)
# A part of the address of a page or of the path of a file; APIs have keys in theirs.
_ADDRESS = r"""(?:://(?=[^/])|(?<![\w.~:/-])~?/)[^\s"'`<>()]*[/\#]$"""
_ENDPOINT = r"(?i:api|/v\d|rpc|key|token|auth|hook|forecast|bot|gateway|graph)"
# `# commit` behind it, or the name of the file, as md5sum writes it.
_REMARK = (
    r"""["'`,)\s]{0,4}(?:\#|//)[^\n]{0,20}\b(?:git|commit|sha-?\d{1,3}|md5|hash|checksum|revision)\b"""
    r"""|[ ][ *][\w./-]"""
)
_NUSCENES = r"\b(?:(?:first_|last_)?sample|scene|instance|ego_pose|calibrated_sensor|visibility|log)_tokens?\b"


def is_harmless(text: str, name: int, value: Span) -> bool:
    """Return whether a value that its name calls a key or a token is not a credential.

    Args:
        text: What contains both.
        name: Where the match begins: at the name, or inside of it.
        value: The value, in characters.
    """
    secret = text[value.start : value.end]
    if (
        compiled(_VALUE).match(secret)
        or is_count(text, name, value)
        or _names_another(text, name, value)
    ):
        return True
    named = _whole_name(text, name, value.start)
    return (
        is_harmless_name(named, secret)
        or is_harmless_name(_own_name(text, value.start), secret)
        or _is_binary(secret, named)
        or _is_identifier(secret)
        or _is_of_data_set(text, value)
    )


def is_count(text: str, name: int, value: Span) -> bool:
    """Return whether a value names something: a hash, a commit, a UUID, a resource of AWS; whatever rule takes it for a key.

    Args:
        text: What contains the value.
        name: Where the match begins: with the name of a vendor, for example.
        value: In characters.
    """
    before = text[max(0, value.start - _FAR) : value.start]
    if compiled(_RESOURCE).search(before) or compiled(_LABEL).search(before):
        return True
    if not compiled(HASH).fullmatch(text, value.start, value.end):
        return False
    own = _own_name(text, value.start)
    return bool(
        compiled(_SAYS_HASH).search(own)
        or (compiled(_SAYS_ID).search(own) and not compiled(_SAYS_KEY_ID).search(own))
        or compiled(_OWNER).search(before)
        or _is_in_address(before, value.start - name)
        or compiled(_REMARK).match(text, value.end, value.end + 40)
    )


def _is_in_address(before: str, reach: int) -> bool:
    """In the address of a page, unless the rule knows that address: then its match begins there."""
    address = compiled(_ADDRESS).search(before)
    return (
        address is not None
        and reach > len(address[0])
        and not compiled(_ENDPOINT).search(address[0])
    )


def _names_another(text: str, name: int, value: Span) -> bool:
    """More than a value, behind a blank: `key run_id=…`, or an address or image with its hash, `token https://…@…`."""
    if text[value.start - 1 : value.start] not in (" ", "\t"):
        return False
    if compiled(r"[A-Za-z_][\w.-]{0,40}=(?=[^=])").match(text, value.start, value.end):
        return True
    last = compiled(rf"(?<=[@#=/:]){HASH}\Z").search(text, value.start, value.end)
    return last is not None and is_count(text, name, Span(*last.span()))


def _whole_name(text: str, name: int, end: int) -> str:
    """The name in which a match begins, with the words before and after it that only a blank separates."""
    before, after = text[max(0, name - _FAR) : name], text[name : min(end, name + _FAR)]
    rest = before.rstrip(IN_NAMES)
    if rest.endswith(" "):
        rest = rest[:-1].rstrip(IN_NAMES)
    last = after.lstrip(IN_NAMES)
    if last.startswith(" "):
        last = last[1:].lstrip(IN_NAMES)
    return before[len(rest) :] + after[: len(after) - len(last)]


def _own_name(text: str, start: int) -> str:
    """The name right before a value, which may be another one than that of the match; empty without one."""
    before = text[max(0, start - _FAR) : start].rstrip(_QUOTES)
    before = before.removesuffix("b").removesuffix("r").rstrip(_LINKS).rstrip(_CLOSING)
    return before[len(before.rstrip(IN_NAMES)) :]


def _is_binary(secret: str, name: str) -> bool:
    """Bytes as Python prints them, unless their name is plain about it."""
    return compiled(_BYTES).search(secret) is not None and not compiled(_PLAIN).search(name)


def _is_identifier(secret: str) -> bool:
    """Words written together, some of them in capitals."""
    words = compiled(_WORDS).findall(secret) if secret.isalpha() else []
    return (
        1 < len(words) <= len(secret) / _LETTERS_PER_WORD
        and not secret.islower()
        and readable("_".join(words).lower(), 40)
    )


def _is_of_data_set(text: str, value: Span) -> bool:
    """An entry of nuScenes, which calls its identifiers tokens: https://www.nuscenes.org/nuscenes#data-format"""
    if not compiled(HEX32).fullmatch(text, value.start, value.end):
        return False
    around = text[max(0, value.start - _WIDE) : value.end + _WIDE]
    return compiled(_NUSCENES).search(around) is not None
