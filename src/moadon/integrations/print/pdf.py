"""Pages as PDF, by WeasyPrint. It loads nothing: what a page shows is in the page."""


def pdf_of(html: str) -> bytes:
    """The PDF of a whole HTML document."""
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher

    return HTML(string=html, url_fetcher=URLFetcher(allowed_protocols={"data"})).write_pdf() or b""
