import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.spi.x509.revocation.crl.ExternalResourcesCRLSource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Asks the European Commission's validator (DSS) about signed PDFs, and prints a line for each signature: the file, the level of
 * PAdES, the verdict, and what it found wrong. Arguments: a folder of trusted certificates (*.crt, DER), a folder of lists of
 * revoked certificates (*.crl, DER), files.
 */
public class Judge {
    public static void main(String[] args) throws Exception {
        CommonTrustedCertificateSource trusted = new CommonTrustedCertificateSource();
        for (File f : new File(args[0]).listFiles((d, n) -> n.endsWith(".crt"))) {
            trusted.addCertificate(DSSUtils.loadCertificate(f));
        }
        FileDocument[] revoked = Arrays.stream(new File(args[1]).listFiles((d, n) -> n.endsWith(".crl")))
            .map(FileDocument::new).toArray(FileDocument[]::new);
        CommonCertificateVerifier verifier = new CommonCertificateVerifier();
        verifier.setTrustedCertSources(trusted);
        verifier.setCrlSource(new ExternalResourcesCRLSource(revoked));
        for (int i = 2; i < args.length; i++) {
            SignedDocumentValidator v = SignedDocumentValidator.fromDocument(new FileDocument(args[i]));
            v.setCertificateVerifier(verifier);
            SimpleReport r = v.validateDocument().getSimpleReport();
            for (String id : r.getSignatureIdList()) {
                StringBuilder line = new StringBuilder();
                line.append(Path.of(args[i]).getFileName()).append(' ').append(r.getSignatureFormat(id)).append(' ').append(r.getIndication(id));
                r.getAdESValidationErrors(id).forEach(m -> line.append("; ").append(m.getValue()));
                System.out.println(line);
            }
        }
    }
}
