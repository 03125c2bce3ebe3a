// What Prowide reads in files of pain.001, versions 3 and 9. For each file one line: its id, how
// many transactions it says it has and their sum. Then one for each transaction: end-to-end id,
// amount, currency, name and account of the creditor. An element that the model of the version does
// not know is an error.
import com.prowidesoftware.swift.model.mx.NamespaceAndElementFilter;
import com.prowidesoftware.swift.model.mx.dic.AccountIdentification4Choice;
import com.prowidesoftware.swift.model.mx.dic.CustomerCreditTransferInitiationV03;
import com.prowidesoftware.swift.model.mx.dic.CustomerCreditTransferInitiationV09;
import jakarta.xml.bind.JAXBContext;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.SAXParserFactory;
import javax.xml.transform.sax.SAXSource;
import org.xml.sax.InputSource;

public class ReadPain {
  public static void main(String[] files) throws Exception {
    for (String file : files) {
      String text = Files.readString(Path.of(file));
      if (text.contains("xsd:pain.001.001.03\"")) {
        print(file, read(text, CustomerCreditTransferInitiationV03.class));
      } else if (text.contains("xsd:pain.001.001.09\"")) {
        print(file, read(text, CustomerCreditTransferInitiationV09.class));
      } else {
        throw new IllegalArgumentException(file + " is in no version that is read here");
      }
    }
  }

  /** As Prowide does it: its classes are without namespaces. */
  private static <T> T read(String text, Class<T> message) throws Exception {
    var parsers = SAXParserFactory.newInstance();
    parsers.setNamespaceAware(true);
    var filter = new NamespaceAndElementFilter("CstmrCdtTrfInitn");
    filter.setParent(parsers.newSAXParser().getXMLReader());
    var reader = JAXBContext.newInstance(message).createUnmarshaller();
    reader.setEventHandler(event -> false);
    var source = new SAXSource(filter, new InputSource(new StringReader(text)));
    return reader.unmarshal(source, message).getValue();
  }

  private static void print(String file, CustomerCreditTransferInitiationV03 message) {
    var header = message.getGrpHdr();
    var sum = header.getCtrlSum().toPlainString();
    row("message", file, header.getMsgId(), header.getNbOfTxs(), sum);
    for (var payment : message.getPmtInf()) {
      for (var each : payment.getCdtTrfTxInf()) {
        var amount = each.getAmt().getInstdAmt();
        row("transaction", file, each.getPmtId().getEndToEndId(), amount.getValue().toPlainString(),
            amount.getCcy(), each.getCdtr().getNm(), account(each.getCdtrAcct().getId()));
      }
    }
  }

  private static void print(String file, CustomerCreditTransferInitiationV09 message) {
    var header = message.getGrpHdr();
    var sum = header.getCtrlSum().toPlainString();
    row("message", file, header.getMsgId(), header.getNbOfTxs(), sum);
    for (var payment : message.getPmtInf()) {
      for (var each : payment.getCdtTrfTxInf()) {
        var amount = each.getAmt().getInstdAmt();
        row("transaction", file, each.getPmtId().getEndToEndId(), amount.getValue().toPlainString(),
            amount.getCcy(), each.getCdtr().getNm(), account(each.getCdtrAcct().getId()));
      }
    }
  }

  private static String account(AccountIdentification4Choice id) {
    return id.getIBAN() != null ? id.getIBAN() : id.getOthr().getId();
  }

  private static void row(String... cells) {
    System.out.println(String.join("\t", cells));
  }
}
