import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Security;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CRLEntryHolder;
import org.bouncycastle.cert.X509CRLHolder;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.SingleResp;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.ContentVerifierProvider;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;

/** Judges what is in a folder with BouncyCastle, and says so, a line each: `what accepted` or `what refused: why`. */
public final class Judge {
    private static final String BC = BouncyCastleProvider.PROVIDER_NAME;
    private final Path folder;

    private Judge(Path folder) {
        this.folder = folder;
    }

    /** A check: it throws where it refuses. */
    private interface Check {
        void run() throws Exception;
    }

    public static void main(String[] arguments) {
        Security.addProvider(new BouncyCastleProvider());
        for (String one : arguments) {
            new Judge(Path.of(one)).all();
        }
    }

    private void all() {
        for (String name : List.of("leaf", "leaf-altered", "lost", "official", "sealed")) {
            say("chain " + name, () -> chain(name));
        }
        for (String name : List.of("leaf", "leaf-altered")) {
            say("request " + name, () -> request(name));
            say("answer " + name, () -> answer(name, "leaf"));
        }
        say("answer lost", () -> answer("lost", "lost"));
        for (String name : List.of("issuing", "issuing-altered", "clean")) {
            say("list " + name, () -> list(name, 0));
        }
        for (String name : List.of("delta", "delta-altered")) {
            say("list " + name, () -> list(name, 1));
        }
    }

    private void say(String what, Check check) {
        String said;
        try {
            check.run();
            said = "accepted";
        } catch (Exception error) {
            said = "refused: " + error.getMessage();
        }
        System.out.println(folder.getFileName() + " " + what + " " + said.replace('\n', ' '));
    }

    /** RFC 5280 section 6, lists included. */
    private void chain(String name) throws Exception {
        CertificateFactory factory = CertificateFactory.getInstance("X.509", BC);
        X509Certificate root = read(factory, "root.cer");
        PKIXParameters wanted = new PKIXParameters(Set.of(new TrustAnchor(root, null)));
        wanted.setSigProvider(BC);
        List<X509CRL> lists = List.of(revocations(factory, "root.crl"), revocations(factory, "issuing.crl"));
        wanted.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(lists), BC));
        List<X509Certificate> path = List.of(read(factory, name + ".cer"), read(factory, "issuing.cer"));
        try {
            CertPathValidator.getInstance("PKIX", BC).validate(factory.generateCertPath(path), wanted);
        } catch (CertPathValidatorException error) {
            throw new Exception(error.getCause() == null ? error.getMessage() : error.getCause().getMessage());
        }
    }

    /** RFC 2986: whoever asks has the key. */
    private void request(String name) throws Exception {
        PKCS10CertificationRequest found = new PKCS10CertificationRequest(bytes(name + ".csr"));
        require(found.isSignatureValid(by(found.getSubjectPublicKeyInfo())), "signature");
    }

    /** RFC 5280 section 5: signed by its issuer; a delta says which full list it goes with. */
    private void list(String name, long base) throws Exception {
        X509CRLHolder found = new X509CRLHolder(bytes(name + ".crl"));
        require(found.isSignatureValid(by(holder("issuing").getSubjectPublicKeyInfo())), "signature");
        Extension delta = found.getExtension(Extension.deltaCRLIndicator);
        BigInteger number = delta == null ? BigInteger.ZERO : ASN1Integer.getInstance(delta.getParsedValue()).getValue();
        require(number.longValueExact() == base, "base " + number);
        X509CRLEntryHolder entry = found.getRevokedCertificate(holder("lost").getSerialNumber());
        require((entry == null) == name.equals("clean"), "entries");
    }

    /** RFC 6960: signed by whom the issuer has named for it, about this certificate, with the nonce of the question. */
    private void answer(String name, String about) throws Exception {
        OCSPReq asked = new OCSPReq(bytes(about + ".question"));
        OCSPResp told = new OCSPResp(bytes(name + ".answer"));
        require(told.getStatus() == OCSPResp.SUCCESSFUL, "no answer");
        BasicOCSPResp found = (BasicOCSPResp) told.getResponseObject();
        X509CertificateHolder signer = found.getCerts()[0];
        require(signer.isSignatureValid(by(holder("issuing").getSubjectPublicKeyInfo())), "signer is another's");
        ExtendedKeyUsage uses = ExtendedKeyUsage.fromExtensions(signer.getExtensions());
        require(uses.hasKeyPurposeId(KeyPurposeId.id_kp_OCSPSigning), "signer is for something else");
        require(found.isSignatureValid(by(signer.getSubjectPublicKeyInfo())), "signature");
        Extension nonce = found.getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce);
        require(nonce.equals(asked.getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce)), "nonce");
        SingleResp single = found.getResponses()[0];
        var digests = new JcaDigestCalculatorProviderBuilder().setProvider(BC).build();
        require(single.getCertID().matchesIssuer(holder("issuing"), digests), "issuer");
        require(single.getCertID().getSerialNumber().equals(holder(about).getSerialNumber()), "number");
        if (single.getCertStatus() instanceof RevokedStatus revoked) {
            throw new Exception("revoked, reason " + revoked.getRevocationReason());
        }
        require(single.getCertStatus() == null, "unknown");
    }

    private static void require(boolean holds, String what) throws Exception {
        if (!holds) {
            throw new Exception(what);
        }
    }

    private static ContentVerifierProvider by(SubjectPublicKeyInfo key) throws Exception {
        return new JcaContentVerifierProviderBuilder().setProvider(BC).build(key);
    }

    private X509CertificateHolder holder(String name) throws IOException {
        return new X509CertificateHolder(bytes(name + ".cer"));
    }

    private X509Certificate read(CertificateFactory factory, String name) throws Exception {
        return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(bytes(name)));
    }

    private X509CRL revocations(CertificateFactory factory, String name) throws Exception {
        return (X509CRL) factory.generateCRL(new ByteArrayInputStream(bytes(name)));
    }

    private byte[] bytes(String name) throws IOException {
        return Files.readAllBytes(folder.resolve(name));
    }
}
