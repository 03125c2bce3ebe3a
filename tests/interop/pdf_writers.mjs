// Writes PDFs as programs in JavaScript write them into a directory: `taken_*` do nothing, `refused_*` act or carry something.
import { writeFileSync } from "node:fs";
import { jsPDF } from "jspdf";
import { PDFDocument } from "pdf-lib";

const [, , directory] = process.argv;
const write = (name, bytes) => writeFileSync(`${directory}/${name}.pdf`, Buffer.from(bytes));

for (const compress of [false, true]) {
  const document = new jsPDF({ compress });
  document.text("Licence", 10, 10);
  write(`taken_jspdf_${compress}`, document.output("arraybuffer"));
  document.autoPrint();
  write(`refused_jspdf_prints_${compress}`, document.output("arraybuffer"));
}

const scripted = new jsPDF();
scripted.addJS("app.alert(1)");
write("refused_jspdf_script", scripted.output("arraybuffer"));

for (const useObjectStreams of [false, true]) {
  const document = await PDFDocument.create();
  document.addPage([300, 200]).drawText("Licence");
  write(`taken_pdflib_${useObjectStreams}`, await document.save({ useObjectStreams }));
  document.addJavaScript("main", "app.alert(1)");
  write(`refused_pdflib_script_${useObjectStreams}`, await document.save({ useObjectStreams }));
}

const carrying = await PDFDocument.create();
carrying.addPage();
await carrying.attach(Buffer.from("hidden"), "hidden.txt");
write("refused_pdflib_attached", await carrying.save());
