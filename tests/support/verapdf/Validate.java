// One line for each rule that a file breaks: its name, the flavour, the clause and what the rule says. Then one for each
// file and flavour: how many checks were made.
import java.io.FileInputStream;
import java.util.TreeSet;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;

public class Validate {
  public static void main(String[] files) throws Exception {
    VeraGreenfieldFoundryProvider.initialise();
    for (String file : files) {
      for (String id : new String[] {"ua1", "2b"}) {
        PDFAFlavour flavour = PDFAFlavour.byFlavourId(id);
        try (var parser = Foundries.defaultInstance().createParser(new FileInputStream(file), flavour);
            var validator = Foundries.defaultInstance().createValidator(flavour, false)) {
          var result = validator.validate(parser);
          var broken = new TreeSet<String>();
          for (TestAssertion each : result.getTestAssertions()) {
            if (each.getStatus() != TestAssertion.Status.FAILED) continue;
            broken.add(each.getRuleId().getClause() + " " + each.getMessage());
          }
          for (String rule : broken) System.out.println("broken\t" + file + "\t" + id + "\t" + rule);
          System.out.println("checked\t" + file + "\t" + id + "\t" + result.getTotalAssertions());
        }
      }
    }
  }
}
