"""The API that tills, shops and other software call: JSON in, JSON out, problems by RFC 9457."""
