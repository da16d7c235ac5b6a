"""Pages as PDF, by WeasyPrint. It loads nothing: what a page shows is in the page."""


def pdf_of(html: str, css: str) -> bytes:
    """The PDF of a whole HTML document in this style."""
    from weasyprint import CSS, HTML
    from weasyprint.urls import URLFetcher

    document = HTML(string=html, url_fetcher=URLFetcher(allowed_protocols={"data"}))
    return document.write_pdf(stylesheets=[CSS(string=css)]) or b""
