import java.io.FileInputStream;
import java.security.Security;
import java.security.cert.CertPathValidator;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** Whether BouncyCastle finds a path from a root to a certificate: ROOT ISSUING CERTIFICATE, as PEM files. */
public final class Verify {
    public static void main(String[] files) throws Exception {
        Security.addProvider(new BouncyCastleProvider());
        CertificateFactory factory = CertificateFactory.getInstance("X.509", "BC");
        List<X509Certificate> read = new ArrayList<>();
        for (String file : files) {
            try (FileInputStream stream = new FileInputStream(file)) {
                read.add((X509Certificate) factory.generateCertificate(stream));
            }
        }
        PKIXParameters trusted = new PKIXParameters(Set.of(new TrustAnchor(read.get(0), null)));
        trusted.setRevocationEnabled(false);
        List<Certificate> path = List.of(read.get(2), read.get(1));
        CertPathValidator.getInstance("PKIX", "BC").validate(factory.generateCertPath(path), trusted);
        System.out.println(files[2] + ": OK (" + read.get(2).getSigAlgName() + ", " + Security.getProvider("BC").getInfo() + ")");
    }
}
