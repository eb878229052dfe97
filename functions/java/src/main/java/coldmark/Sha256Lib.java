package coldmark;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** A chain of SHA-256 digests by the JDK. */
public class Sha256Lib implements RequestHandler<Chain.Event, Chain.Answer> {
    private final MessageDigest sha256;

    public Sha256Lib() throws NoSuchAlgorithmException {
        sha256 = MessageDigest.getInstance("SHA-256");
    }

    @Override
    public Chain.Answer handleRequest(Chain.Event event, Context context) {
        return Chain.run(event, sha256::digest);
    }
}
