import { OzonetelTrigger } from '../../nodes/OzonetelTrigger/OzonetelTrigger.node';

const { properties, triggerPanel } = new OzonetelTrigger().description;
const panel = JSON.stringify(triggerPanel);
const notice = properties.find(({ name }) => name === 'directNotice')?.displayName;

it('the panel does not promise an outcome to a listener whose Test URL nobody has', () => {
  expect(panel.match(/The outcome shows here/g)).toHaveLength(2);
  const said = /The outcome shows here; with Ozonetel Directly only if the Test URL is the Callback URL/g;
  expect(panel.match(said)).toHaveLength(2);
});

it('the notice says which of the two URLs works when', () => {
  expect(notice).toMatch(/The Production URL works once this workflow is published/);
  expect(notice).toMatch(/while you listen here, the Callback URL must be the Test URL/);
});
