import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Security;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/**
 * Judges paths with BouncyCastle (RFC 5280 section 6), a folder each: `0.cer` is the leaf, and the last one the root. What is wanted stands in
 * `wanted`, a word a line: `explicit`, `no-mapping`, `no-any`, or a policy. It says a line each: `folder accepted` or `folder refused: why`.
 */
public final class Paths {
    private static final String BC = BouncyCastleProvider.PROVIDER_NAME;

    private Paths() {}

    public static void main(String[] arguments) throws Exception {
        Security.addProvider(new BouncyCastleProvider());
        try (var folders = Files.list(Path.of(arguments[0]))) {
            for (Path folder : (Iterable<Path>) folders.filter(Files::isDirectory)::iterator) {
                System.out.println(folder.getFileName() + " " + said(folder));
            }
        }
    }

    private static String said(Path folder) {
        try {
            judge(folder);
            return "accepted";
        } catch (CertPathValidatorException error) {
            Throwable cause = error.getCause() == null ? error : error.getCause();
            return ("refused: " + cause.getMessage()).replace('\n', ' ');
        } catch (Exception error) {
            return ("refused: " + error).replace('\n', ' ');
        }
    }

    private static void judge(Path folder) throws Exception {
        CertificateFactory factory = CertificateFactory.getInstance("X.509", BC);
        List<X509Certificate> path = new ArrayList<>();
        for (int depth = 0; Files.exists(folder.resolve(depth + ".cer")); depth++) {
            byte[] data = Files.readAllBytes(folder.resolve(depth + ".cer"));
            path.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(data)));
        }
        X509Certificate root = path.remove(path.size() - 1);
        PKIXParameters wanted = new PKIXParameters(Set.of(new TrustAnchor(root, null)));
        wanted.setSigProvider(BC);
        wanted.setRevocationEnabled(false);
        Set<String> policies = new java.util.HashSet<>();
        for (String word : Files.readAllLines(folder.resolve("wanted"))) {
            switch (word) {
                case "explicit" -> wanted.setExplicitPolicyRequired(true);
                case "no-mapping" -> wanted.setPolicyMappingInhibited(true);
                case "no-any" -> wanted.setAnyPolicyInhibited(true);
                default -> policies.add(word);
            }
        }
        if (!policies.isEmpty()) {
            wanted.setInitialPolicies(policies);
        }
        CertPathValidator.getInstance("PKIX", BC).validate(factory.generateCertPath(path), wanted);
    }
}
