"""Writes PDFs as people's programs write them into a directory: `taken_*` do nothing, `refused_*` act, hide or carry something."""
import io
import os
import sys

import fpdf
import img2pdf
import pikepdf
import pypdf
import weasyprint
from PIL import Image
from pikepdf import Array, Dictionary, Name, ObjectStreamMode
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen import canvas

os.chdir(sys.argv[1])
TOGETHER = {"object_stream_mode": ObjectStreamMode.generate, "compress_streams": True}


def picture(mode, kind, **options):
    file = io.BytesIO()
    Image.new(mode, (60, 40)).save(file, kind, **options)
    return file.getvalue()


JPEG, PNG, FAX = picture("RGB", "JPEG"), picture("L", "PNG"), picture("1", "TIFF", compression="group4")

document = fpdf.FPDF()
document.add_page()
document.set_font("helvetica", size=12)
document.cell(text="Licence", link="https://home.example")
document.image(io.BytesIO(JPEG), x=10, y=50)
document.output("taken_fpdf2.pdf")


def reportlab(path, **options):
    drawing = canvas.Canvas(path, **options)
    drawing.drawString(72, 720, "Licence")
    drawing.linkURL("https://home.example", (0, 0, 10, 10))
    drawing.bookmarkPage("first")
    drawing.addOutlineEntry("First", "first")
    drawing.save()


reportlab("taken_reportlab.pdf")
reportlab("refused_reportlab_locked.pdf", encrypt=StandardEncryption("", "owner"))

for name, image in (("jpeg", JPEG), ("png", PNG), ("fax", FAX)):
    with open(f"taken_img2pdf_{name}.pdf", "wb") as file:
        file.write(img2pdf.convert(image))
    Image.open(io.BytesIO(image)).save(f"taken_pillow_{name}.pdf")

HTML = '<html lang="ta"><title>Licence</title><h1>மதுரை</h1><a href="https://home.example">x</a>'
weasyprint.HTML(string=HTML).write_pdf("taken_weasyprint.pdf")
weasyprint.HTML(string=HTML).write_pdf("taken_weasyprint_pdfa.pdf", pdf_variant="pdf/a-2b")

pypdf.PdfWriter(clone_from="taken_reportlab.pdf").write("taken_pypdf.pdf")
writer = pypdf.PdfWriter(clone_from="taken_fpdf2.pdf")
writer.compress_identical_objects()
writer.write("taken_pypdf_of_fpdf2.pdf")
writer = pypdf.PdfWriter(clone_from="taken_reportlab.pdf")
writer.add_attachment("hidden.txt", b"hidden")
writer.write("refused_pypdf_attached.pdf")
writer = pypdf.PdfWriter(clone_from="taken_reportlab.pdf")
writer.encrypt("", "owner")
writer.write("refused_pypdf_locked.pdf")

with pikepdf.open("taken_fpdf2.pdf") as pdf:
    pdf.save("taken_pikepdf_linear.pdf", linearize=True)
    pdf.save("taken_pikepdf_together.pdf", **TOGETHER)
    place = Array([pdf.pages[0].obj, Name.Fit])
    opens = {
        "taken_place": place,
        "taken_goto": Dictionary(S=Name.GoTo, D=place),
        "refused_uri": Dictionary(S=Name.URI, URI="https://home.example"),
        "refused_script": Dictionary(S=Name.JavaScript, JS="app.alert(1)"),
        "refused_launch": Dictionary(S=Name.Launch, F="program.exe"),
        "refused_next": Dictionary(S=Name.GoTo, D=place, Next=Dictionary(S=Name.URI, URI="x")),
    }
    for name, action in opens.items():
        pdf.Root.OpenAction = pdf.make_indirect(action)
        pdf.save(f"{name}.pdf")
        pdf.save(f"{name}_together.pdf", **TOGETHER)
