// Check an OpenAPI 3.1 document with the linter of Redocly.
// usage: node tests/tools/lint-openapi.mjs openapi.json
//
// The library is used and not its command line, because the command line reports its use to its maker.
import {createRequire} from "node:module";
import {readFileSync} from "node:fs";

const require = createRequire(new URL("../web/package.json", import.meta.url));
const {createConfig, lint} = require("@redocly/openapi-core");

const path = process.argv[2];
if (!path) {
    console.error("usage: lint-openapi.mjs openapi.json");
    process.exit(2);
}
const version = JSON.parse(readFileSync(path, "utf8")).openapi ?? "none";
if (!/^3\.1\./.test(version)) {
    console.error(`${path}: the version is ${version}, not 3.1`);
    process.exit(1);
}

const config = await createConfig({
    extends: ["recommended"],
    rules: {
        // Addresses of servers are the operator's: the document says "/".
        "no-server-example.com": "off",
        "no-empty-servers": "off",
        // The error answer is one schema for all operations and may be given as `default`.
        "operation-4xx-response": "off",
    },
});
const problems = await lint({ref: path, config});
for (const problem of problems) {
    const place = problem.location?.[0]?.pointer ?? "";
    console.log(`${problem.severity}: ${problem.ruleId}: ${problem.message.replaceAll("\n", " ")} (${place})`);
}
console.log(`${path}: ${problems.length} problems`);
process.exit(problems.length === 0 ? 0 : 1);
