/** Writes numbers for a reader. */

/**
 * A number for a reader.
 * @param {number} value NaN gives nothing.
 * @param {number} digits how many count.
 */
export function number(value, digits) {
  if (Number.isNaN(value)) return "";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  const scientific = size !== 0 && (size < 1e-4 || size >= 1e6);
  const [mantissa, exponent] = (scientific ? value.toExponential(digits - 1) : value.toPrecision(digits)).split("e");
  const short = mantissa.includes(".") ? mantissa.replace(/\.?0+$/, "") : mantissa;
  return (exponent ? `${short}e${Number(exponent)}` : short).replaceAll("-", "−");
}
