/** The form's own rules for a message, so that browser and receiver cannot disagree. */
export {
  type FieldError,
  type FieldName,
  type Fields,
  fieldNames,
  fieldRules,
  normalizeFields,
  validateFields,
} from '../../../src/contact-form/message.ts';
