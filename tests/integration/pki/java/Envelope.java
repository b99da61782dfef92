import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.gm.GMNamedCurves;
import org.bouncycastle.asn1.gm.GMObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.digests.SM3Digest;
import org.bouncycastle.crypto.engines.SM2Engine;
import org.bouncycastle.crypto.engines.SM4Engine;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.util.encoders.Hex;

/**
 * SM2EnvelopedKey (GM/T 0009 section 7.4, GB/T 35276 section 7.4) by BouncyCastle's SM2, SM3 and SM4. In a folder: `holder` is a private number in
 * hexadecimal; each file `*.enveloped` is opened, a line each: `name opened SECRET` or `name refused: why`. Then `theirs.made` is made for the
 * holder, around a new pair whose number is told in a line of its own: `made SECRET`.
 */
public final class Envelope {
    private static final ASN1ObjectIdentifier ECB = GMObjectIdentifiers.sms4_ecb;
    private static final ECDomainParameters CURVE = curve();
    private static final int COORDINATE = 32;
    private static final int POINT = 65;

    private Envelope() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        BigInteger holder = new BigInteger(Files.readString(folder.resolve("holder")).strip(), 16);
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : (Iterable<Path>) files.filter(one -> one.toString().endsWith(".enveloped"))::iterator) {
                System.out.println(file.getFileName() + " " + said(holder, Files.readAllBytes(file)));
            }
        }
        SecureRandom random = new SecureRandom();
        BigInteger secret = new BigInteger(CURVE.getN().bitLength() - 1, random).add(BigInteger.ONE);
        Files.write(folder.resolve("theirs.made"), made(holder, secret, random));
        System.out.println("made " + hex(secret));
    }

    private static String said(BigInteger holder, byte[] data) {
        try {
            return "opened " + hex(opened(holder, data));
        } catch (Exception error) {
            return ("refused: " + error.getMessage()).replace('\n', ' ');
        }
    }

    private static BigInteger opened(BigInteger holder, byte[] data) throws Exception {
        ASN1Sequence found = ASN1Sequence.getInstance(data);
        require(found.size() == 4, "four parts");
        require(AlgorithmIdentifier.getInstance(found.getObjectAt(0)).getAlgorithm().equals(ECB), "algorithm");
        byte[] key = engine(false, new ECPrivateKeyParameters(holder, CURVE), cipher(found.getObjectAt(1)));
        byte[] secret = blocks(false, key, ASN1BitString.getInstance(found.getObjectAt(3)).getOctets());
        byte[] point = ASN1BitString.getInstance(found.getObjectAt(2)).getOctets();
        BigInteger number = new BigInteger(1, secret);
        require(secret.length == COORDINATE, "length");
        require(Arrays.equals(point(number), point), "its halves do not belong together");
        return number;
    }

    private static byte[] made(BigInteger holder, BigInteger secret, SecureRandom random) throws Exception {
        byte[] key = new byte[16];
        random.nextBytes(key);
        ECPublicKeyParameters to = new ECPublicKeyParameters(CURVE.getG().multiply(holder), CURVE);
        byte[] sealed = engine(true, new ParametersWithRandom(to, random), key);
        ASN1EncodableVector parts = new ASN1EncodableVector();
        parts.add(new AlgorithmIdentifier(ECB));
        parts.add(cipher(sealed));
        parts.add(new DERBitString(point(secret)));
        parts.add(new DERBitString(blocks(true, key, Hex.decode(hex(secret)))));
        return new DERSequence(parts).getEncoded();
    }

    /** C1 C3 C2, of what stands there as SM2Cipher. */
    private static byte[] cipher(Object found) throws IOException {
        ASN1Sequence parts = ASN1Sequence.getInstance(found);
        BigInteger x = ASN1Integer.getInstance(parts.getObjectAt(0)).getPositiveValue();
        BigInteger y = ASN1Integer.getInstance(parts.getObjectAt(1)).getPositiveValue();
        byte[] check = ASN1OctetString.getInstance(parts.getObjectAt(2)).getOctets();
        byte[] masked = ASN1OctetString.getInstance(parts.getObjectAt(3)).getOctets();
        return Hex.decode("04" + hex(x) + hex(y) + Hex.toHexString(check) + Hex.toHexString(masked));
    }

    private static DERSequence cipher(byte[] raw) {
        ASN1EncodableVector parts = new ASN1EncodableVector();
        parts.add(new ASN1Integer(new BigInteger(1, Arrays.copyOfRange(raw, 1, 1 + COORDINATE))));
        parts.add(new ASN1Integer(new BigInteger(1, Arrays.copyOfRange(raw, 1 + COORDINATE, POINT))));
        parts.add(new DEROctetString(Arrays.copyOfRange(raw, POINT, POINT + COORDINATE)));
        parts.add(new DEROctetString(Arrays.copyOfRange(raw, POINT + COORDINATE, raw.length)));
        return new DERSequence(parts);
    }

    private static byte[] engine(boolean seals, CipherParameters by, byte[] data) throws Exception {
        SM2Engine engine = new SM2Engine(new SM3Digest(), SM2Engine.Mode.C1C3C2);
        engine.init(seals, by);
        return engine.processBlock(data, 0, data.length);
    }

    private static byte[] blocks(boolean seals, byte[] key, byte[] data) throws Exception {
        SM4Engine engine = new SM4Engine();
        engine.init(seals, new KeyParameter(key));
        require(data.length % engine.getBlockSize() == 0, "whole blocks");
        byte[] done = new byte[data.length];
        for (int at = 0; at < data.length; at += engine.getBlockSize()) {
            engine.processBlock(data, at, done, at);
        }
        return done;
    }

    private static byte[] point(BigInteger secret) {
        return CURVE.getG().multiply(secret).normalize().getEncoded(false);
    }

    private static String hex(BigInteger number) {
        return String.format("%064x", number);
    }

    private static ECDomainParameters curve() {
        X9ECParameters found = GMNamedCurves.getByName("sm2p256v1");
        return new ECDomainParameters(found.getCurve(), found.getG(), found.getN(), found.getH());
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalArgumentException(what);
        }
    }
}
