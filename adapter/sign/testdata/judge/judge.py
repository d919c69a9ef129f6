"""Asks pyHanko about signed PDFs, and prints a line for each signature: the file, its kind, what it covers, whether the
signature and the time-stamp hold, and the verdict.

Arguments: a file of trusted certificates (PEM), files.
"""

import pathlib
import sys

from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

roots = list(load_certs_from_pemder([sys.argv[1]]))
for name in sys.argv[2:]:
    with open(name, "rb") as f:
        for signature in PdfFileReader(f).embedded_signatures:
            status = validate_pdf_signature(
                signature, ValidationContext(trust_roots=roots), ValidationContext(trust_roots=roots)
            )
            stamp = status.timestamp_validity
            print(
                pathlib.Path(name).name,
                signature.sig_object["/SubFilter"],
                status.coverage.name,
                "intact" if status.intact and status.valid else "broken",
                "no-stamp" if stamp is None else "stamp-good" if stamp.valid and stamp.intact and stamp.trusted else "stamp-bad",
                "valid" if status.bottom_line else "not-valid",
            )
