"""What a PDF says it complies with: the archive standard and the accessibility standard at once."""

from weasyprint.pdf.metadata import DocumentMetadata

ACCESSIBILITY_CLAIM = b"""<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" rdf:about=""
xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" rdf:about=""
xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of the PDF/UA standard that the file complies with</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>"""


class BothClaims(DocumentMetadata):  # type: ignore[misc]  # WeasyPrint publishes no types
    """Adds the claim of accessibility to that of the archive standard.

    The archive standard wants every property it does not know described (ISO 19005-3, 6.6.2.3.3), and both claims in
    one RDF; WeasyPrint's own option for more metadata writes a second RDF, which validators do not read.
    """

    def generate_rdf_metadata(self, variant: str, version: int, conformance: str) -> bytes:
        """Return the document's metadata as RDF."""
        written: bytes = super().generate_rdf_metadata(variant, version, conformance)
        return written.replace(b"</rdf:RDF>", ACCESSIBILITY_CLAIM + b"</rdf:RDF>")
