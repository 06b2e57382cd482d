/**
 * The stateless functions: everything that is not an operator, as static methods on tensors.
 *
 * <p>A function here is either one primitive (an {@link dev.wengert.Elementwise} formula, most
 * often) or a few lines of others. Neither has a backward method: derivatives of every order, in
 * both modes, follow from the primitives. Operators ({@code plus}, {@code matmul}, comparisons),
 * indexing and the plain changes of shape are methods of {@link dev.wengert.Tensor}. Here are the
 * functions that users call, a class a family; the primitives that they are made of have packages
 * of their own below this one, which are not exported.
 *
 * <p>Functions along axes take any number of them. The form without axes means all; a list of axes
 * that came out empty, {@code new int[0]}, means none, as {@code axis=()} does in NumPy: {@code
 * sum(x)} is one number, {@code sum(x, others)} is x where there are no others.
 *
 * <p>At a point without a slope a function has one by convention, stated with it: {@code |x|} and a
 * norm have 0 at 0, and so has the root of a variance. What is composed of such functions may be
 * smooth where they are not; the chain rule does not see that, and gives it the second derivative
 * of the conventions. Of these the squares of norms and of standard deviations are right, see
 * {@link dev.wengert.ops.Norm}.
 *
 * <p>The guide has a page, {@code names}, on which every function of PyTorch, NumPy and JAX stands
 * with what it is here, or with the few words that do it; a test compiles and runs each of them.
 *
 * <table>
 * <caption>All functions by family, with their names in NumPy and PyTorch</caption>
 * <tr><th>family</th><th>function</th><th>NumPy</th><th>PyTorch</th></tr>
 * <tr><td>{@link dev.wengert.ops.Creation}</td><td>{@code arange}</td><td>{@code arange}</td><td>{@code arange}</td></tr>
 * <tr><td></td><td>{@code linspace}</td><td>{@code linspace}</td><td>{@code linspace}</td></tr>
 * <tr><td></td><td>{@code eye}</td><td>{@code eye}</td><td>{@code eye}</td></tr>
 * <tr><td></td><td>{@code oneHot}</td><td></td><td>{@code nn.functional.one_hot}</td></tr>
 * <tr><td></td><td>{@code sequenceMask}</td><td></td><td></td></tr>
 * <tr><td></td><td>{@code uniform}</td><td>{@code random.uniform}</td><td>{@code rand}</td></tr>
 * <tr><td></td><td>{@code permutation}</td><td>{@code random.permutation}</td><td>{@code randperm}</td></tr>
 * <tr><td>{@link dev.wengert.ops.Grids}</td><td>{@code logspace}</td><td>{@code logspace}</td><td>{@code logspace}</td></tr>
 * <tr><td></td><td>{@code geomspace}</td><td>{@code geomspace}</td><td></td></tr>
 * <tr><td></td><td>{@code trilIndices}</td><td>{@code tril_indices}</td><td>{@code tril_indices}</td></tr>
 * <tr><td></td><td>{@code triuIndices}</td><td>{@code triu_indices}</td><td>{@code triu_indices}</td></tr>
 * <tr><td>{@link dev.wengert.ops.Elementary}</td><td>{@code exp}</td><td>{@code exp}</td><td>{@code exp}</td></tr>
 * <tr><td></td><td>{@code expm1}</td><td>{@code expm1}</td><td>{@code expm1}</td></tr>
 * <tr><td></td><td>{@code log}</td><td>{@code log}</td><td>{@code log}</td></tr>
 * <tr><td></td><td>{@code log1p}</td><td>{@code log1p}</td><td>{@code log1p}</td></tr>
 * <tr><td></td><td>{@code log2}</td><td>{@code log2}</td><td>{@code log2}</td></tr>
 * <tr><td></td><td>{@code log10}</td><td>{@code log10}</td><td>{@code log10}</td></tr>
 * <tr><td></td><td>{@code sqrt}</td><td>{@code sqrt}</td><td>{@code sqrt}</td></tr>
 * <tr><td></td><td>{@code rsqrt}</td><td></td><td>{@code rsqrt}</td></tr>
 * <tr><td></td><td>{@code reciprocal}</td><td>{@code reciprocal}</td><td>{@code reciprocal}</td></tr>
 * <tr><td></td><td>{@code square}</td><td>{@code square}</td><td>{@code square}</td></tr>
 * <tr><td></td><td>{@code abs}</td><td>{@code abs}</td><td>{@code abs}</td></tr>
 * <tr><td></td><td>{@code sign}</td><td>{@code sign}</td><td>{@code sign}</td></tr>
 * <tr><td></td><td>{@code floor}</td><td>{@code floor}</td><td>{@code floor}</td></tr>
 * <tr><td></td><td>{@code ceil}</td><td>{@code ceil}</td><td>{@code ceil}</td></tr>
 * <tr><td></td><td>{@code round}</td><td>{@code round}</td><td>{@code round}</td></tr>
 * <tr><td></td><td>{@code maximum}</td><td>{@code maximum}</td><td>{@code maximum}</td></tr>
 * <tr><td></td><td>{@code minimum}</td><td>{@code minimum}</td><td>{@code minimum}</td></tr>
 * <tr><td></td><td>{@code clamp}</td><td>{@code clip}</td><td>{@code clamp}</td></tr>
 * <tr><td></td><td>{@code sin}</td><td>{@code sin}</td><td>{@code sin}</td></tr>
 * <tr><td></td><td>{@code cos}</td><td>{@code cos}</td><td>{@code cos}</td></tr>
 * <tr><td></td><td>{@code tan}</td><td>{@code tan}</td><td>{@code tan}</td></tr>
 * <tr><td></td><td>{@code asin}</td><td>{@code arcsin}</td><td>{@code asin}</td></tr>
 * <tr><td></td><td>{@code acos}</td><td>{@code arccos}</td><td>{@code acos}</td></tr>
 * <tr><td></td><td>{@code atan}</td><td>{@code arctan}</td><td>{@code atan}</td></tr>
 * <tr><td></td><td>{@code atan2}</td><td>{@code arctan2}</td><td>{@code atan2}</td></tr>
 * <tr><td></td><td>{@code sinh}</td><td>{@code sinh}</td><td>{@code sinh}</td></tr>
 * <tr><td></td><td>{@code cosh}</td><td>{@code cosh}</td><td>{@code cosh}</td></tr>
 * <tr><td></td><td>{@code asinh}</td><td>{@code arcsinh}</td><td>{@code asinh}</td></tr>
 * <tr><td></td><td>{@code acosh}</td><td>{@code arccosh}</td><td>{@code acosh}</td></tr>
 * <tr><td></td><td>{@code atanh}</td><td>{@code arctanh}</td><td>{@code atanh}</td></tr>
 * <tr><td></td><td>{@code erf}</td><td></td><td>{@code erf}</td></tr>
 * <tr><td></td><td>{@code hypot}</td><td>{@code hypot}</td><td>{@code hypot}</td></tr>
 * <tr><td></td><td>{@code logAddExp}</td><td>{@code logaddexp}</td><td>{@code logaddexp}</td></tr>
 * <tr><td></td><td>{@code sinc}</td><td>{@code sinc}</td><td>{@code sinc}</td></tr>
 * <tr><td></td><td>{@code cbrt}</td><td>{@code cbrt}</td><td></td></tr>
 * <tr><td>{@link dev.wengert.ops.Logarithms}</td><td>{@code xlogy}</td><td></td><td>{@code special.xlogy}</td></tr>
 * <tr><td></td><td>{@code xlog1py}</td><td></td><td>{@code special.xlog1py}</td></tr>
 * <tr><td></td><td>{@code entr}</td><td></td><td>{@code special.entr}</td></tr>
 * <tr><td></td><td>{@code logit}</td><td></td><td>{@code logit}</td></tr>
 * <tr><td></td><td>{@code log1mExp}</td><td></td><td></td></tr>
 * <tr><td>{@link dev.wengert.ops.Rounding}</td><td>{@code trunc}</td><td>{@code trunc}</td><td>{@code trunc}</td></tr>
 * <tr><td></td><td>{@code frac}</td><td></td><td>{@code frac}</td></tr>
 * <tr><td></td><td>{@code fmod}</td><td>{@code fmod}</td><td>{@code fmod}</td></tr>
 * <tr><td></td><td>{@code remainder}</td><td>{@code remainder}</td><td>{@code remainder}</td></tr>
 * <tr><td></td><td>{@code floorDivide}</td><td>{@code floor_divide}</td><td>{@code floor_divide}</td></tr>
 * <tr><td></td><td>{@code copySign}</td><td>{@code copysign}</td><td>{@code copysign}</td></tr>
 * <tr><td></td><td>{@code heaviside}</td><td>{@code heaviside}</td><td>{@code heaviside}</td></tr>
 * <tr><td></td><td>{@code frexp}</td><td>{@code frexp}</td><td>{@code frexp}</td></tr>
 * <tr><td></td><td>{@code nextAfter}</td><td>{@code nextafter}</td><td>{@code nextafter}</td></tr>
 * <tr><td>{@link dev.wengert.ops.Integers}</td><td>{@code bits}</td><td></td><td></td></tr>
 * <tr><td></td><td>{@code fromBits}</td><td></td><td></td></tr>
 * <tr><td></td><td>{@code bitwiseAnd}</td><td>{@code bitwise_and}</td><td>{@code bitwise_and}</td></tr>
 * <tr><td></td><td>{@code bitwiseOr}</td><td>{@code bitwise_or}</td><td>{@code bitwise_or}</td></tr>
 * <tr><td></td><td>{@code bitwiseXor}</td><td>{@code bitwise_xor}</td><td>{@code bitwise_xor}</td></tr>
 * <tr><td></td><td>{@code bitwiseNot}</td><td>{@code bitwise_not}</td><td>{@code bitwise_not}</td></tr>
 * <tr><td></td><td>{@code bitCount}</td><td>{@code bitwise_count}</td><td></td></tr>
 * <tr><td></td><td>{@code shiftLeft}</td><td>{@code left_shift}</td><td>{@code bitwise_left_shift}</td></tr>
 * <tr><td></td><td>{@code shiftRight}</td><td>{@code right_shift}</td><td>{@code bitwise_right_shift}</td></tr>
 * <tr><td></td><td>{@code gcd}</td><td>{@code gcd}</td><td>{@code gcd}</td></tr>
 * <tr><td></td><td>{@code lcm}</td><td>{@code lcm}</td><td>{@code lcm}</td></tr>
 * <tr><td></td><td>{@code multiplyHigh}</td><td></td><td></td></tr>
 * <tr><td></td><td>{@code floatBits}</td><td>{@code x.view(int32)}</td><td>{@code Tensor.view(int32)}</td></tr>
 * <tr><td></td><td>{@code bitsToFloat}</td><td>{@code x.view(float32)}</td><td>{@code Tensor.view(float32)}</td></tr>
 * <tr><td>{@link dev.wengert.ops.Operators}</td><td>{@code plus}</td><td>{@code +}</td><td>{@code +}</td></tr>
 * <tr><td></td><td>{@code minus}</td><td>{@code -}</td><td>{@code -}</td></tr>
 * <tr><td></td><td>{@code times}</td><td>{@code *}</td><td>{@code *}</td></tr>
 * <tr><td></td><td>{@code div}</td><td>{@code /}</td><td>{@code /}</td></tr>
 * <tr><td></td><td>{@code pow}</td><td>{@code **}</td><td>{@code **}</td></tr>
 * <tr><td>{@link dev.wengert.ops.Activations}</td><td>{@code relu}</td><td></td><td>{@code relu}</td></tr>
 * <tr><td></td><td>{@code relu6}</td><td></td><td>{@code relu6}</td></tr>
 * <tr><td></td><td>{@code hardTanh}</td><td></td><td>{@code hardtanh}</td></tr>
 * <tr><td></td><td>{@code leakyRelu}</td><td></td><td>{@code leaky_relu}</td></tr>
 * <tr><td></td><td>{@code sigmoid}</td><td></td><td>{@code sigmoid}</td></tr>
 * <tr><td></td><td>{@code logSigmoid}</td><td></td><td>{@code logsigmoid}</td></tr>
 * <tr><td></td><td>{@code tanh}</td><td>{@code tanh}</td><td>{@code tanh}</td></tr>
 * <tr><td></td><td>{@code softplus}</td><td></td><td>{@code softplus}</td></tr>
 * <tr><td></td><td>{@code softsign}</td><td></td><td>{@code softsign}</td></tr>
 * <tr><td></td><td>{@code elu}</td><td></td><td>{@code elu}</td></tr>
 * <tr><td></td><td>{@code selu}</td><td></td><td>{@code selu}</td></tr>
 * <tr><td></td><td>{@code silu}</td><td></td><td>{@code silu}</td></tr>
 * <tr><td></td><td>{@code mish}</td><td></td><td>{@code mish}</td></tr>
 * <tr><td></td><td>{@code hardSwish}</td><td></td><td>{@code hardswish}</td></tr>
 * <tr><td></td><td>{@code gelu}</td><td></td><td>{@code gelu}</td></tr>
 * <tr><td></td><td>{@code geluTanh}</td><td></td><td>{@code gelu(approximate="tanh")}</td></tr>
 * <tr><td></td><td>{@code softmax}</td><td></td><td>{@code softmax}</td></tr>
 * <tr><td></td><td>{@code logSoftmax}</td><td></td><td>{@code log_softmax}</td></tr>
 * <tr><td></td><td>{@code celu}</td><td></td><td>{@code celu}</td></tr>
 * <tr><td></td><td>{@code hardSigmoid}</td><td></td><td>{@code hardsigmoid}</td></tr>
 * <tr><td></td><td>{@code glu}</td><td></td><td>{@code glu}</td></tr>
 * <tr><td>{@link dev.wengert.ops.Thresholds}</td><td>{@code hardShrink}</td><td></td><td>{@code hardshrink}</td></tr>
 * <tr><td></td><td>{@code softShrink}</td><td></td><td>{@code softshrink}</td></tr>
 * <tr><td></td><td>{@code threshold}</td><td></td><td>{@code threshold}</td></tr>
 * <tr><td>{@link dev.wengert.ops.Comparisons}</td><td>{@code and}</td><td>{@code logical_and}</td><td>{@code logical_and}</td></tr>
 * <tr><td></td><td>{@code or}</td><td>{@code logical_or}</td><td>{@code logical_or}</td></tr>
 * <tr><td></td><td>{@code xor}</td><td>{@code logical_xor}</td><td>{@code logical_xor}</td></tr>
 * <tr><td></td><td>{@code not}</td><td>{@code logical_not}</td><td>{@code logical_not}</td></tr>
 * <tr><td></td><td>{@code isNaN}</td><td>{@code isnan}</td><td>{@code isnan}</td></tr>
 * <tr><td></td><td>{@code isInfinite}</td><td>{@code isinf}</td><td>{@code isinf}</td></tr>
 * <tr><td></td><td>{@code isFinite}</td><td>{@code isfinite}</td><td>{@code isfinite}</td></tr>
 * <tr><td></td><td>{@code isClose}</td><td>{@code isclose}</td><td>{@code isclose}</td></tr>
 * <tr><td></td><td>{@code any}</td><td>{@code any}</td><td>{@code any}</td></tr>
 * <tr><td></td><td>{@code all}</td><td>{@code all}</td><td>{@code all}</td></tr>
 * <tr><td></td><td>{@code allClose}</td><td>{@code allclose}</td><td>{@code allclose}</td></tr>
 * <tr><td>{@link dev.wengert.ops.Selection}</td><td>{@code where}</td><td>{@code where}</td><td>{@code where}</td></tr>
 * <tr><td></td><td>{@code nanToNum}</td><td>{@code nan_to_num}</td><td>{@code nan_to_num}</td></tr>
 * <tr><td>{@link dev.wengert.ops.Reductions}</td><td>{@code sum}</td><td>{@code sum}</td><td>{@code sum}</td></tr>
 * <tr><td></td><td>{@code mean}</td><td>{@code mean}</td><td>{@code mean}</td></tr>
 * <tr><td></td><td>{@code variance}</td><td>{@code var}</td><td>{@code var}</td></tr>
 * <tr><td></td><td>{@code std}</td><td>{@code std}</td><td>{@code std}</td></tr>
 * <tr><td></td><td>{@code max}</td><td>{@code max}</td><td>{@code amax}</td></tr>
 * <tr><td></td><td>{@code min}</td><td>{@code min}</td><td>{@code amin}</td></tr>
 * <tr><td></td><td>{@code prod}</td><td>{@code prod}</td><td>{@code prod}</td></tr>
 * <tr><td></td><td>{@code logSumExp}</td><td>{@code logaddexp.reduce}</td><td>{@code logsumexp}</td></tr>
 * <tr><td></td><td>{@code norm}</td><td>{@code linalg.norm}</td><td>{@code linalg.vector_norm}</td></tr>
 * <tr><td></td><td>{@code argmax}</td><td>{@code argmax}</td><td>{@code argmax}</td></tr>
 * <tr><td></td><td>{@code argmin}</td><td>{@code argmin}</td><td>{@code argmin}</td></tr>
 * <tr><td></td><td>{@code cumsum}</td><td>{@code cumsum}</td><td>{@code cumsum}</td></tr>
 * <tr><td></td><td>{@code cumprod}</td><td>{@code cumprod}</td><td>{@code cumprod}</td></tr>
 * <tr><td></td><td>{@code logCumSumExp}</td><td></td><td>{@code logcumsumexp}</td></tr>
 * <tr><td></td><td>{@code diff}</td><td>{@code diff}</td><td>{@code diff}</td></tr>
 * <tr><td></td><td>{@code countNonZero}</td><td>{@code count_nonzero}</td><td>{@code count_nonzero}</td></tr>
 * <tr><td>{@link dev.wengert.ops.NanReductions}</td><td>{@code fmax}</td><td>{@code fmax}</td><td>{@code fmax}</td></tr>
 * <tr><td></td><td>{@code fmin}</td><td>{@code fmin}</td><td>{@code fmin}</td></tr>
 * <tr><td></td><td>{@code nanSum}</td><td>{@code nansum}</td><td>{@code nansum}</td></tr>
 * <tr><td></td><td>{@code nanMean}</td><td>{@code nanmean}</td><td>{@code nanmean}</td></tr>
 * <tr><td></td><td>{@code nanVariance}</td><td>{@code nanvar}</td><td></td></tr>
 * <tr><td></td><td>{@code nanStd}</td><td>{@code nanstd}</td><td></td></tr>
 * <tr><td></td><td>{@code nanMax}</td><td>{@code nanmax}</td><td></td></tr>
 * <tr><td></td><td>{@code nanMin}</td><td>{@code nanmin}</td><td></td></tr>
 * <tr><td></td><td>{@code nanArgmax}</td><td>{@code nanargmax}</td><td></td></tr>
 * <tr><td></td><td>{@code nanArgmin}</td><td>{@code nanargmin}</td><td></td></tr>
 * <tr><td></td><td>{@code nanMedian}</td><td>{@code nanmedian}</td><td>{@code nanquantile(q=0.5)}</td></tr>
 * <tr><td></td><td>{@code nanQuantile}</td><td>{@code nanquantile}</td><td>{@code nanquantile}</td></tr>
 * <tr><td>{@link dev.wengert.ops.RunningExtremes}</td><td>{@code cummax}</td><td>{@code maximum.accumulate}</td><td>{@code cummax}</td></tr>
 * <tr><td></td><td>{@code cummin}</td><td>{@code minimum.accumulate}</td><td>{@code cummin}</td></tr>
 * <tr><td>{@link dev.wengert.ops.Statistics}</td><td>{@code median}</td><td>{@code median}</td><td>{@code quantile(q=0.5)}</td></tr>
 * <tr><td></td><td>{@code quantile}</td><td>{@code quantile}</td><td>{@code quantile}</td></tr>
 * <tr><td></td><td>{@code covariance}</td><td>{@code cov}</td><td>{@code cov}</td></tr>
 * <tr><td></td><td>{@code bincount}</td><td>{@code bincount}</td><td>{@code bincount}</td></tr>
 * <tr><td></td><td>{@code searchSorted}</td><td>{@code searchsorted}</td><td>{@code searchsorted}</td></tr>
 * <tr><td></td><td>{@code correlation}</td><td>{@code corrcoef}</td><td>{@code corrcoef}</td></tr>
 * <tr><td></td><td>{@code mode}</td><td></td><td>{@code mode}</td></tr>
 * <tr><td></td><td>{@code histogram}</td><td>{@code histogram}</td><td>{@code histc}</td></tr>
 * <tr><td></td><td>{@code histogramOfPoints}</td><td>{@code histogramdd}</td><td>{@code histogramdd}</td></tr>
 * <tr><td>{@link dev.wengert.ops.Sets}</td><td>{@code unique}</td><td>{@code unique}</td><td>{@code unique}</td></tr>
 * <tr><td></td><td>{@code uniqueConsecutive}</td><td></td><td>{@code unique_consecutive}</td></tr>
 * <tr><td></td><td>{@code isIn}</td><td>{@code isin}</td><td>{@code isin}</td></tr>
 * <tr><td>{@link dev.wengert.ops.Shapes}</td><td>{@code squeeze}</td><td>{@code squeeze}</td><td>{@code squeeze}</td></tr>
 * <tr><td></td><td>{@code unsqueeze}</td><td>{@code expand_dims}</td><td>{@code unsqueeze}</td></tr>
 * <tr><td></td><td>{@code flatten}</td><td>{@code ravel}</td><td>{@code flatten}</td></tr>
 * <tr><td></td><td>{@code moveAxis}</td><td>{@code moveaxis}</td><td>{@code movedim}</td></tr>
 * <tr><td></td><td>{@code swapAxes}</td><td>{@code swapaxes}</td><td>{@code transpose}</td></tr>
 * <tr><td></td><td>{@code concat}</td><td>{@code concatenate}</td><td>{@code cat}</td></tr>
 * <tr><td></td><td>{@code stack}</td><td>{@code stack}</td><td>{@code stack}</td></tr>
 * <tr><td></td><td>{@code split}</td><td>{@code split}</td><td>{@code split}</td></tr>
 * <tr><td></td><td>{@code chunk}</td><td>{@code array_split}</td><td>{@code chunk}</td></tr>
 * <tr><td></td><td>{@code meshgrid}</td><td>{@code meshgrid(indexing="ij")}</td><td>{@code meshgrid}</td></tr>
 * <tr><td></td><td>{@code tile}</td><td>{@code tile}</td><td>{@code tile}</td></tr>
 * <tr><td></td><td>{@code repeat}</td><td>{@code repeat}</td><td>{@code repeat_interleave}</td></tr>
 * <tr><td></td><td>{@code roll}</td><td>{@code roll}</td><td>{@code roll}</td></tr>
 * <tr><td></td><td>{@code flip}</td><td>{@code flip}</td><td>{@code flip}</td></tr>
 * <tr><td></td><td>{@code pad}</td><td>{@code pad}</td><td>{@code nn.functional.pad}</td></tr>
 * <tr><td>{@link dev.wengert.ops.Borders}</td><td>{@code pad}</td><td>{@code pad(mode="reflect")}</td><td>{@code nn.functional.pad(mode="reflect")}</td></tr>
 * <tr><td>{@link dev.wengert.ops.Rearrangement}</td><td>{@code pixelShuffle}</td><td></td><td>{@code pixel_shuffle}</td></tr>
 * <tr><td></td><td>{@code pixelUnshuffle}</td><td></td><td>{@code pixel_unshuffle}</td></tr>
 * <tr><td></td><td>{@code channelShuffle}</td><td></td><td>{@code channel_shuffle}</td></tr>
 * <tr><td></td><td>{@code rot90}</td><td>{@code rot90}</td><td>{@code rot90}</td></tr>
 * <tr><td></td><td>{@code windows}</td><td>{@code lib.stride_tricks.sliding_window_view}</td><td>{@code Tensor.unfold}</td></tr>
 * <tr><td>{@link dev.wengert.ops.Indexing}</td><td>{@code take}</td><td>{@code take}</td><td>{@code index_select}</td></tr>
 * <tr><td></td><td>{@code indexSelect}</td><td>{@code take}</td><td>{@code index_select}</td></tr>
 * <tr><td></td><td>{@code embedding}</td><td></td><td>{@code nn.functional.embedding}</td></tr>
 * <tr><td></td><td>{@code gather}</td><td>{@code take_along_axis}</td><td>{@code gather}</td></tr>
 * <tr><td></td><td>{@code scatterAdd}</td><td>{@code add.at}</td><td>{@code scatter_add}</td></tr>
 * <tr><td></td><td>{@code argsort}</td><td>{@code argsort}</td><td>{@code argsort}</td></tr>
 * <tr><td></td><td>{@code sort}</td><td>{@code sort}</td><td>{@code sort}</td></tr>
 * <tr><td></td><td>{@code topk}</td><td></td><td>{@code topk}</td></tr>
 * <tr><td></td><td>{@code maskedSelect}</td><td>{@code x[mask]}</td><td>{@code masked_select}</td></tr>
 * <tr><td></td><td>{@code maskedFill}</td><td></td><td>{@code masked_fill}</td></tr>
 * <tr><td></td><td>{@code argwhere}</td><td>{@code argwhere}</td><td>{@code argwhere}</td></tr>
 * <tr><td>{@link dev.wengert.ops.Scattering}</td><td>{@code scatter}</td><td>{@code put_along_axis}</td><td>{@code scatter}</td></tr>
 * <tr><td></td><td>{@code scatterMax}</td><td>{@code maximum.at}</td><td>{@code scatter_reduce("amax")}</td></tr>
 * <tr><td></td><td>{@code scatterMin}</td><td>{@code minimum.at}</td><td>{@code scatter_reduce("amin")}</td></tr>
 * <tr><td></td><td>{@code scatterMul}</td><td>{@code multiply.at}</td><td>{@code scatter_reduce("prod")}</td></tr>
 * <tr><td></td><td>{@code scatterMean}</td><td></td><td>{@code scatter_reduce("mean")}</td></tr>
 * <tr><td></td><td>{@code indexSet}</td><td>{@code x[...] = values}</td><td>{@code index_put}</td></tr>
 * <tr><td></td><td>{@code indexAdd}</td><td>{@code add.at}</td><td>{@code index_add}</td></tr>
 * <tr><td>{@link dev.wengert.ops.Segments}</td><td>{@code segmentSum}</td><td>{@code add.reduceat}</td><td>{@code segment_reduce("sum")}</td></tr>
 * <tr><td></td><td>{@code segmentMean}</td><td></td><td>{@code segment_reduce("mean")}</td></tr>
 * <tr><td></td><td>{@code segmentMax}</td><td>{@code maximum.reduceat}</td><td>{@code segment_reduce("max")}</td></tr>
 * <tr><td></td><td>{@code segmentMin}</td><td>{@code minimum.reduceat}</td><td>{@code segment_reduce("min")}</td></tr>
 * <tr><td></td><td>{@code segmentProd}</td><td>{@code multiply.reduceat}</td><td>{@code segment_reduce("prod")}</td></tr>
 * <tr><td>{@link dev.wengert.ops.LinearAlgebra}</td><td>{@code matmul}</td><td>{@code matmul}</td><td>{@code matmul}</td></tr>
 * <tr><td></td><td>{@code dot}</td><td>{@code dot}</td><td>{@code dot}</td></tr>
 * <tr><td></td><td>{@code outer}</td><td>{@code outer}</td><td>{@code outer}</td></tr>
 * <tr><td></td><td>{@code kron}</td><td>{@code kron}</td><td>{@code kron}</td></tr>
 * <tr><td></td><td>{@code einsum}</td><td>{@code einsum}</td><td>{@code einsum}</td></tr>
 * <tr><td></td><td>{@code tril}</td><td>{@code tril}</td><td>{@code tril}</td></tr>
 * <tr><td></td><td>{@code triu}</td><td>{@code triu}</td><td>{@code triu}</td></tr>
 * <tr><td></td><td>{@code diagonal}</td><td>{@code diagonal}</td><td>{@code diagonal}</td></tr>
 * <tr><td></td><td>{@code diag}</td><td>{@code diag}</td><td>{@code diag_embed}</td></tr>
 * <tr><td></td><td>{@code trace}</td><td>{@code trace}</td><td>{@code trace}</td></tr>
 * <tr><td></td><td>{@code inverse}</td><td>{@code linalg.inv}</td><td>{@code linalg.inv}</td></tr>
 * <tr><td></td><td>{@code solve}</td><td>{@code linalg.solve}</td><td>{@code linalg.solve}</td></tr>
 * <tr><td></td><td>{@code cholesky}</td><td>{@code linalg.cholesky}</td><td>{@code linalg.cholesky}</td></tr>
 * <tr><td></td><td>{@code det}</td><td>{@code linalg.det}</td><td>{@code linalg.det}</td></tr>
 * <tr><td></td><td>{@code logdet}</td><td></td><td>{@code logdet}</td></tr>
 * <tr><td></td><td>{@code slogdet}</td><td>{@code linalg.slogdet}</td><td>{@code linalg.slogdet}</td></tr>
 * <tr><td>{@link dev.wengert.ops.TensorProducts}</td><td>{@code tensordot}</td><td>{@code tensordot}</td><td>{@code tensordot}</td></tr>
 * <tr><td></td><td>{@code cross}</td><td>{@code cross}</td><td>{@code linalg.cross}</td></tr>
 * <tr><td></td><td>{@code cdist}</td><td></td><td>{@code cdist}</td></tr>
 * <tr><td></td><td>{@code pdist}</td><td></td><td>{@code pdist}</td></tr>
 * <tr><td></td><td>{@code matrixPower}</td><td>{@code linalg.matrix_power}</td><td>{@code linalg.matrix_power}</td></tr>
 * <tr><td></td><td>{@code matrixExp}</td><td></td><td>{@code linalg.matrix_exp}</td></tr>
 * <tr><td></td><td>{@code blockDiag}</td><td></td><td>{@code block_diag}</td></tr>
 * <tr><td>{@link dev.wengert.ops.Polynomials}</td><td>{@code polyval}</td><td>{@code polyval}</td><td></td></tr>
 * <tr><td></td><td>{@code polymul}</td><td>{@code polymul}</td><td></td></tr>
 * <tr><td></td><td>{@code polydiv}</td><td>{@code polydiv}</td><td></td></tr>
 * <tr><td></td><td>{@code polyder}</td><td>{@code polyder}</td><td></td></tr>
 * <tr><td></td><td>{@code polyint}</td><td>{@code polyint}</td><td></td></tr>
 * <tr><td></td><td>{@code vander}</td><td>{@code vander}</td><td>{@code vander}</td></tr>
 * <tr><td>{@link dev.wengert.ops.Interpolation}</td><td>{@code lerp}</td><td></td><td>{@code lerp}</td></tr>
 * <tr><td></td><td>{@code interp}</td><td>{@code interp}</td><td></td></tr>
 * <tr><td>{@link dev.wengert.ops.Convolutions}</td><td>{@code conv1d}</td><td></td><td>{@code conv1d}</td></tr>
 * <tr><td></td><td>{@code conv2d}</td><td></td><td>{@code conv2d}</td></tr>
 * <tr><td></td><td>{@code conv3d}</td><td></td><td>{@code conv3d}</td></tr>
 * <tr><td></td><td>{@code convTranspose1d}</td><td></td><td>{@code conv_transpose1d}</td></tr>
 * <tr><td></td><td>{@code convTranspose2d}</td><td></td><td>{@code conv_transpose2d}</td></tr>
 * <tr><td></td><td>{@code convTranspose3d}</td><td></td><td>{@code conv_transpose3d}</td></tr>
 * <tr><td>{@link dev.wengert.ops.Pooling}</td><td>{@code maxPool}</td><td></td><td>{@code max_pool2d}</td></tr>
 * <tr><td></td><td>{@code avgPool}</td><td></td><td>{@code avg_pool2d}</td></tr>
 * <tr><td></td><td>{@code adaptiveAvgPool}</td><td></td><td>{@code adaptive_avg_pool2d}</td></tr>
 * <tr><td></td><td>{@code upsampleNearest}</td><td></td><td>{@code interpolate(mode="nearest")}</td></tr>
 * <tr><td></td><td>{@code upsampleLinear}</td><td></td><td>{@code interpolate(mode="bilinear")}</td></tr>
 * <tr><td></td><td>{@code maxPoolWithIndices}</td><td></td><td>{@code max_pool2d_with_indices}</td></tr>
 * <tr><td>{@link dev.wengert.ops.MaxPooling}</td><td>{@code maxUnpool}</td><td></td><td>{@code max_unpool2d}</td></tr>
 * <tr><td></td><td>{@code adaptiveMaxPool}</td><td></td><td>{@code adaptive_max_pool2d}</td></tr>
 * <tr><td></td><td>{@code adaptiveMaxPoolWithIndices}</td><td></td><td>{@code adaptive_max_pool2d_with_indices}</td></tr>
 * <tr><td></td><td>{@code fractionalMaxPool}</td><td></td><td>{@code fractional_max_pool2d}</td></tr>
 * <tr><td></td><td>{@code fractionalMaxPoolWithIndices}</td><td></td><td>{@code fractional_max_pool2d_with_indices}</td></tr>
 * <tr><td>{@link dev.wengert.ops.Patches}</td><td>{@code unfold}</td><td></td><td>{@code unfold}</td></tr>
 * <tr><td></td><td>{@code fold}</td><td></td><td>{@code fold}</td></tr>
 * <tr><td></td><td>{@code reduceWindow}</td><td></td><td></td></tr>
 * <tr><td>{@link dev.wengert.ops.Resizing}</td><td>{@code resize}</td><td></td><td>{@code interpolate}</td></tr>
 * <tr><td>{@link dev.wengert.ops.Sampling}</td><td>{@code gridSample}</td><td></td><td>{@code grid_sample}</td></tr>
 * <tr><td></td><td>{@code affineGrid}</td><td></td><td>{@code affine_grid}</td></tr>
 * <tr><td>{@link dev.wengert.ops.Normalization}</td><td>{@code standardize}</td><td></td><td></td></tr>
 * <tr><td></td><td>{@code batchNorm}</td><td></td><td>{@code batch_norm}</td></tr>
 * <tr><td></td><td>{@code batchNormWithStatistics}</td><td></td><td></td></tr>
 * <tr><td></td><td>{@code layerNorm}</td><td></td><td>{@code layer_norm}</td></tr>
 * <tr><td></td><td>{@code groupNorm}</td><td></td><td>{@code group_norm}</td></tr>
 * <tr><td></td><td>{@code instanceNorm}</td><td></td><td>{@code instance_norm}</td></tr>
 * <tr><td></td><td>{@code rmsNorm}</td><td></td><td>{@code rms_norm}</td></tr>
 * <tr><td></td><td>{@code weightNorm}</td><td></td><td>{@code weight_norm}</td></tr>
 * <tr><td></td><td>{@code normalize}</td><td></td><td>{@code normalize}</td></tr>
 * <tr><td>{@link dev.wengert.ops.Regularization}</td><td>{@code mask}</td><td></td><td></td></tr>
 * <tr><td></td><td>{@code dropout}</td><td></td><td>{@code dropout}</td></tr>
 * <tr><td></td><td>{@code l1}</td><td></td><td></td></tr>
 * <tr><td></td><td>{@code l2}</td><td></td><td></td></tr>
 * <tr><td>{@link dev.wengert.ops.Losses}</td><td>{@code weighted}</td><td></td><td></td></tr>
 * <tr><td></td><td>{@code mseLoss}</td><td></td><td>{@code mse_loss}</td></tr>
 * <tr><td></td><td>{@code l1Loss}</td><td></td><td>{@code l1_loss}</td></tr>
 * <tr><td></td><td>{@code huberLoss}</td><td></td><td>{@code huber_loss}</td></tr>
 * <tr><td></td><td>{@code binaryCrossEntropy}</td><td></td><td>{@code binary_cross_entropy}</td></tr>
 * <tr><td></td><td>{@code binaryCrossEntropyWithLogits}</td><td></td><td>{@code binary_cross_entropy_with_logits}</td></tr>
 * <tr><td></td><td>{@code focalLoss}</td><td></td><td></td></tr>
 * <tr><td></td><td>{@code hingeLoss}</td><td></td><td></td></tr>
 * <tr><td></td><td>{@code crossEntropy}</td><td></td><td>{@code cross_entropy}</td></tr>
 * <tr><td></td><td>{@code nllLoss}</td><td></td><td>{@code nll_loss}</td></tr>
 * <tr><td></td><td>{@code klDivergence}</td><td></td><td>{@code kl_div}</td></tr>
 * <tr><td></td><td>{@code cosineSimilarity}</td><td></td><td>{@code cosine_similarity}</td></tr>
 * <tr><td>{@link dev.wengert.ops.RegressionLosses}</td><td>{@code smoothL1Loss}</td><td></td><td>{@code smooth_l1_loss}</td></tr>
 * <tr><td></td><td>{@code gaussianNllLoss}</td><td></td><td>{@code gaussian_nll_loss}</td></tr>
 * <tr><td></td><td>{@code poissonNllLoss}</td><td></td><td>{@code poisson_nll_loss}</td></tr>
 * <tr><td>{@link dev.wengert.ops.MarginLosses}</td><td>{@code marginRankingLoss}</td><td></td><td>{@code margin_ranking_loss}</td></tr>
 * <tr><td></td><td>{@code hingeEmbeddingLoss}</td><td></td><td>{@code hinge_embedding_loss}</td></tr>
 * <tr><td></td><td>{@code softMarginLoss}</td><td></td><td>{@code soft_margin_loss}</td></tr>
 * <tr><td></td><td>{@code multiMarginLoss}</td><td></td><td>{@code multi_margin_loss}</td></tr>
 * <tr><td></td><td>{@code multiLabelMarginLoss}</td><td></td><td>{@code multilabel_margin_loss}</td></tr>
 * <tr><td></td><td>{@code multiLabelSoftMarginLoss}</td><td></td><td>{@code multilabel_soft_margin_loss}</td></tr>
 * <tr><td>{@link dev.wengert.ops.SimilarityLosses}</td><td>{@code cosineLoss}</td><td></td><td>{@code cosine_embedding_loss}</td></tr>
 * <tr><td></td><td>{@code tripletLoss}</td><td></td><td>{@code triplet_margin_loss}</td></tr>
 * <tr><td>{@link dev.wengert.ops.SequenceLosses}</td><td>{@code ctcLoss}</td><td></td><td>{@code ctc_loss}</td></tr>
 * <tr><td>{@link dev.wengert.ops.Cells}</td><td>{@code rnnCell}</td><td></td><td>{@code RNNCell}</td></tr>
 * <tr><td></td><td>{@code lstmCell}</td><td></td><td>{@code LSTMCell}</td></tr>
 * <tr><td></td><td>{@code lstmGates}</td><td></td><td></td></tr>
 * <tr><td></td><td>{@code gruCell}</td><td></td><td>{@code GRUCell}</td></tr>
 * <tr><td></td><td>{@code gruGates}</td><td></td><td></td></tr>
 * <tr><td>{@link dev.wengert.ops.Attention}</td><td>{@code scaledDotProductAttention}</td><td></td><td>{@code scaled_dot_product_attention}</td></tr>
 * <tr><td></td><td>{@code causalAttention}</td><td></td><td>{@code scaled_dot_product_attention(is_causal=True)}</td></tr>
 * <tr><td></td><td>{@code causalMask}</td><td></td><td></td></tr>
 * <tr><td></td><td>{@code attentionWeights}</td><td></td><td></td></tr>
 * <tr><td></td><td>{@code means}</td><td></td><td></td></tr>
 * <tr><td>{@link dev.wengert.ops.Hooks}</td><td>{@code onCotangent}</td><td></td><td>{@code Tensor.register_hook}</td></tr>
 * </table>
 */
@NullMarked
package dev.wengert.ops;

import org.jspecify.annotations.NullMarked;
