"""The public keys of a dossier, as files that openssl and ssh-keygen read."""

from __future__ import annotations

from firsthand.dossier.bag import SIGNATURE_NAMESPACE
from firsthand.dossier.contents import CaseContents
from firsthand.dossier.layout import KEYS
from firsthand.proof.actors import public_pem
from firsthand.proof.notes import NoteVerifier
from firsthand.proof.ssh_signatures import allowed_signers_line


def key_files(contents: CaseContents) -> dict[str, bytes]:
    """Every file below `data/keys/`, by path; all of them follow from the log.

    Actors sign under their own hex keys: a name proves nothing. Raises `MalformedValueError` where
    the log names a key that is none.
    """
    if contents.opened is None:
        return {}
    vkey = contents.opened.log.key
    actors = sorted(contents.actors)
    lines = [allowed_signers_line(key, key, namespace=SIGNATURE_NAMESPACE) for key in actors]
    return {
        f"{KEYS}log.vkey": f"{vkey}\n".encode(),
        f"{KEYS}log.pem": public_pem(NoteVerifier.from_vkey(vkey).public.hex()),
        f"{KEYS}allowed_signers": "".join(lines).encode(),
        **{f"{KEYS}actors/{key}.pem": public_pem(key) for key in actors},
    }
